// /saml/metadata and /saml/acs, and /authorize for the provider `saml` (http-api.md "External providers").
#include "dialect/netlify/endpoint_saml.hpp"

#include "core/policy/flow_code_rules.hpp"
#include "core/policy/oauth_state.hpp"
#include "core/policy/redirect_target.hpp"
#include "core/usecase/external_state.hpp"
#include "core/usecase/sign_in_saml.hpp"
#include "dialect/netlify/begin_state.hpp"
#include "dialect/netlify/endpoints.hpp"
#include "dialect/netlify/errors.hpp"
#include "dialect/netlify/present_external.hpp"
#include "dialect/netlify/saml_browser.hpp"
#include "dialect/netlify/state_cookie.hpp"

namespace gotrue::netlify {
namespace {

// The provider, when SAML is enabled for the instance and in the build.
SamlProvider* find_provider(const Call& call) {
  return call.instance.settings.external.saml.enabled ? call.api.saml : nullptr;
}

// --- /authorize

// A browser with several sign-ins at a time keeps one nonce for all of them; its life begins again with each.
void bind_browser(const Call& call, OAuthState& state, HttpResponse& response) {
  if (!binds_saml_browser(call.instance)) return;
  std::string nonce = saml_browser_nonce(call.http());
  if (nonce.empty()) nonce = set_saml_browser_nonce(response, call.api.services.random);
  state.browser = saml_browser_hash(nonce);
}

// --- /saml/acs

// Error: SamlRelayStateInvalid.
Status check_relay_state(const Call& call, const Result<OAuthState>& state) {
  if (!state) return fail(ErrorCode::SamlRelayStateInvalid, state.error().detail);
  if (state->provider != "saml" || state->instance_id != call.instance.id) {
    return fail(ErrorCode::SamlRelayStateInvalid, "it is of another sign-in");
  }
  return {};
}

// Only a browser that began a sign-in may end it. Error: ExternalBrowserMismatch.
Status check_browser(const Call& call, const OAuthState& state) {
  if (state.browser.empty()) return {};
  const std::string nonce = saml_browser_nonce(call.http());
  if (equal_in_constant_time(state.browser, saml_browser_hash(nonce))) return {};
  return refuse_browser(!nonce.empty());
}

Result<SignInExternalOutput> finish_sign_in(const Call& call, const FormFields& form, const OAuthState& state) {
  SamlProvider* provider = find_provider(call);
  if (!provider) return fail(ErrorCode::SamlDisabled);
  TRY(check_browser(call, state));
  const std::string response = field_or_empty(form, "SAMLResponse");
  if (response.empty()) return fail(ErrorCode::SamlResponseMissing);
  // The state is spent by an answer that holds, or by none: a stranger's post ends nobody's sign-in.
  const SamlAssertion assertion =
      TRY(provider->check_response(call.instance, response, field_or_empty(form, "RelayState")));
  TRY(spend_state(call.api.services, state));
  return sign_in_saml(call.api.services, call.context(), {assertion, state.invite_token, state.code_challenge});
}

HttpResponse refuse_sign_in(const Call& call, const std::string& target, const Error& error) {
  call.scope.log.set("error", error.internal.empty() ? describe(error).text : error.internal);
  return present_sign_in_error(target, error);
}

std::string relay_state_of(const HttpRequest& request) {
  const auto form = parse_form(request.body);
  return form ? field_or_empty(*form, "RelayState") : std::string();
}

Result<HttpResponse> post_acs(const Call& call, const Result<OAuthState>& verified) {
  const auto form = parse_form(call.http().body);
  if (relay_state_of(call.http()).empty()) return fail(ErrorCode::SamlRelayStateMissing);
  TRY(check_relay_state(call, verified));
  const OAuthState& state = *verified;
  const std::string target = final_target(call.instance.settings, state.referrer);
  call.scope.log.set("provider", "saml");
  const auto output = finish_sign_in(call, *form, state);
  if (output) {
    call.scope.log.set("user_id", output->user_id.to_string());
    if (output->tokens) call.scope.log.set("login_method", "saml");
    return present_sign_in(target, *output);
  }
  // http-api.md: an assertion out of time or audience is a plain 403.
  const ErrorCode code = output.error().code;
  if (code == ErrorCode::SamlTimeInvalid || code == ErrorCode::SamlAudienceInvalid) return fail(output.error());
  return refuse_sign_in(call, target, output.error());
}

Result<HttpResponse> get_metadata(const Call& call) {
  SamlProvider* provider = find_provider(call);
  if (!provider) return fail(ErrorCode::SamlDisabled);
  HttpResponse response;
  response.body = TRY(provider->metadata(call.instance));
  response.add_field("Content-Type", "application/xml");
  return response;
}

}  // namespace

Result<HttpResponse> authorize_saml(const Call& call, const FormFields& query) {
  SamlProvider* provider = find_provider(call);
  if (!provider) return fail(ErrorCode::ProviderUnsupported, "SAML Provider is not enabled");
  call.scope.log.set("provider", "saml");
  TRY(check_code_challenge(field_or_empty(query, "code_challenge"), field_or_empty(query, "code_challenge_method")));
  OAuthState state = begin_state(call, query, "saml");
  if (!state.invite_token.empty()) {
    TRY(check_invite_token(call.api.services, call.context(), state.invite_token));
  }
  HttpResponse cookie;
  bind_browser(call, state, cookie);
  std::string url = TRY(provider->request_url(call.instance, call.api.states.sign(state)));
  HttpResponse response = redirect_to(std::move(url));
  for (auto& field : cookie.fields) response.fields.push_back(std::move(field));
  return response;
}

Lane saml_authorize_lane(const Api& api) {
  const bool is_ready = !api.instance.settings.external.saml.enabled || !api.saml || api.saml->is_ready(api.instance);
  return is_ready ? Lane::Read : Lane::Blocking;
}

std::vector<Route> saml_routes(const Api& api) {
  return {
      {Method::Get, "/saml/metadata", Lane::Blocking, LimitClass::None, open(api, get_metadata)},
      {Method::Post, "/saml/acs", Lane::Outbound, LimitClass::Callback, open_by_state(api, relay_state_of, post_acs)},
  };
}

}  // namespace gotrue::netlify
