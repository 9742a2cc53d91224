#include "app/server_options.hpp"

#include <algorithm>

#include "adapter/webhook/http_webhook.hpp"
#include "base/url.hpp"

namespace gotrue {
namespace {

// A sign-up may wait for two events.
std::chrono::seconds longest_hooks(const WebhookConfiguration& webhook) {
  if (webhook.url.empty()) return std::chrono::seconds(0);
  return 2 * std::min(HttpWebhook::kLongestCall, webhook.retries * webhook.timeout);
}

}  // namespace

http::ServerOptions make_server_options(const Configuration& configuration) {
  const ApiConfiguration& api = configuration.api;
  http::ServerOptions options;
  options.host = api.host;
  options.port = api.port;
  options.io_threads = api.io_threads;
  options.max_connections = api.max_connections;
  options.path_prefixes = api.path_prefixes;
  options.request_id_header = api.request_id_header;
  options.credential_origins = api.cors_allowed_origins;
  if (const auto site = Url::parse(configuration.site_url)) options.credential_origins.push_back(site->origin());
  options.trusted_proxies = api.trusted_proxies;
  options.timeouts.answer += longest_hooks(configuration.webhook);
  options.limits.body = static_cast<std::size_t>(api.max_body);
  return options;
}

}  // namespace gotrue
