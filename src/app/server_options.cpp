#include "app/server_options.hpp"

#include <algorithm>

#include "base/url.hpp"
#include "core/port/webhook.hpp"

namespace gotrue {
namespace {

// A sign-up may wait for two events. An instance says itself how long its hooks may take.
std::chrono::seconds longest_hooks(const WebhookConfiguration& webhook, bool is_multi) {
  if (is_multi) return 2 * kLongestHook;
  if (webhook.url.empty()) return std::chrono::seconds(0);
  return 2 * std::min(kLongestHook, webhook.retries * webhook.timeout);
}

}  // namespace

http::ServerOptions make_server_options(const Configuration& configuration, bool is_multi) {
  const ApiConfiguration& api = configuration.api;
  http::ServerOptions options;
  options.host = api.host;
  options.port = api.port;
  options.io_threads = api.io_threads;
  options.max_connections = api.max_connections;
  options.path_prefixes = api.path_prefixes;
  options.request_id_header = api.request_id_header;
  options.credential_origins = api.cors_allowed_origins;
  // Of many sites each request names its own.
  const auto site = is_multi ? std::nullopt : Url::parse(configuration.site_url);
  if (site) options.credential_origins.push_back(site->origin());
  options.trusted_proxies = api.trusted_proxies;
  options.timeouts.outbound += longest_hooks(configuration.webhook, is_multi);
  options.limits.body = static_cast<std::size_t>(api.max_body);
  return options;
}

}  // namespace gotrue
