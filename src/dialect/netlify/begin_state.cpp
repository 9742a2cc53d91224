#include "dialect/netlify/begin_state.hpp"

#include "core/policy/redirect_target.hpp"
#include "dialect/netlify/instance_header.hpp"

namespace gotrue::netlify {

std::string field_or_empty(const FormFields& fields, std::string_view name) {
  const std::string* value = find_field(fields, name);
  return value ? *value : std::string();
}

OAuthState begin_state(const Call& call, const FormFields& query, std::string provider) {
  const InstanceSettings& settings = call.instance.settings;
  const RedirectRequest redirect{field_or_empty(query, "redirect_to"), std::string(call.http().field("Referer"))};
  OAuthState state;
  state.id = OAuthStates::new_id(call.api.services.random);
  state.provider = std::move(provider);
  state.invite_token = field_or_empty(query, "invite_token");
  state.code_challenge = field_or_empty(query, "code_challenge");
  state.referrer = choose_target(settings, redirect);
  state.instance_id = call.instance.id;
  state.site_url = settings.site_url;
  state.netlify_id = call.netlify_id;
  if (call.function_hooks) state.function_hooks = function_hooks_claim(*call.function_hooks);
  state.expires_at = call.api.services.clock.now() + kStateLifetime;
  if (!redirect.redirect_to.empty() && !allowed_target(settings, redirect.redirect_to)) {
    call.scope.log.set("error", "redirect_to is not allowed (GOTRUE_URI_ALLOW_LIST): " + redirect.redirect_to.substr(0, 200));
  }
  return state;
}

}  // namespace gotrue::netlify
