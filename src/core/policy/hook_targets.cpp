#include "core/policy/hook_targets.hpp"

#include "base/url.hpp"

namespace gotrue {
namespace {

std::string resolve_hook(const InstanceSettings& settings, const std::string& text) {
  const auto url = Url::parse(text);
  if (!url || !url->scheme.empty()) return text;
  const auto site = Url::parse(settings.site_url);
  return site ? resolve(*site, *url).to_string() : text;
}

}  // namespace

const SecretString& hook_secret(const Instance& instance, bool is_function_hook) {
  return is_function_hook ? instance.settings.jwt.secret : instance.settings.webhook.secret;
}

std::vector<HookTarget> hook_targets(const Instance& instance, const FunctionHooks* function_hooks, HookEvent event) {
  const WebhookSettings& webhook = instance.settings.webhook;
  std::vector<HookTarget> targets;
  if (!webhook.url.empty()) {
    if (webhook.events[event]) targets.push_back({webhook.url, false});
    return targets;
  }
  if (!function_hooks) return targets;
  for (const std::string& text : (*function_hooks)[event]) {
    targets.push_back({resolve_hook(instance.settings, text), true});
  }
  return targets;
}

}  // namespace gotrue
