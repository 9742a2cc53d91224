// /authorize and /callback: sign-in with an external provider.
#include <algorithm>
#include <array>

#include "core/policy/flow_code_rules.hpp"
#include "core/policy/redirect_target.hpp"
#include "core/usecase/external_state.hpp"
#include "core/usecase/sign_in_external.hpp"
#include "dialect/netlify/begin_state.hpp"
#include "dialect/netlify/call.hpp"
#include "dialect/netlify/endpoint_saml.hpp"
#include "dialect/netlify/endpoints.hpp"
#include "dialect/netlify/errors.hpp"
#include "dialect/netlify/page_parameters.hpp"
#include "dialect/netlify/present_external.hpp"
#include "dialect/netlify/provider_name.hpp"
#include "dialect/netlify/state_cookie.hpp"

namespace gotrue::netlify {
namespace {

constexpr std::array<std::string_view, 5> kProviders = {"bitbucket", "github", "gitlab", "google", "facebook"};

bool is_built_in(std::string_view name) { return std::find(kProviders.begin(), kProviders.end(), name) != kProviders.end(); }

// Error: ProviderUnsupported in the original's words.
Result<std::unique_ptr<IdentityProvider>> get_provider(const Call& call, const std::string& name) {
  auto provider = call.api.providers.find(call.instance, name);
  if (provider) return provider;
  if (!is_built_in(name)) return fail(ErrorCode::ProviderUnsupported, "Provider " + name + " could not be found");
  return fail(ErrorCode::ProviderUnsupported, "Provider is not enabled");
}

Result<HttpResponse> authorize(const Call& call) {
  const FormFields query = TRY(parse_query(call.scope));
  const std::string name = provider_name(field_or_empty(query, "provider"));
  if (name == "saml") return authorize_saml(call, query);
  const auto provider = TRY(get_provider(call, name));
  call.scope.log.set("provider", name);
  TRY(check_code_challenge(field_or_empty(query, "code_challenge"), field_or_empty(query, "code_challenge_method")));
  OAuthState state = begin_state(call, query, name);
  if (!state.invite_token.empty()) TRY(check_invite_token(call.api.services, call.context(), state.invite_token));

  HttpResponse cookie;
  if (call.instance.settings.external.binds_state) {
    state.browser = StateCookie(provider->redirect_uri()).issue(call.http(), cookie, call.api.services.random);
  }
  const OAuthStates& states = call.api.states;
  const AuthorizationRequest request{states.sign(state), states.code_verifier(state.id), states.nonce(state.id)};
  std::string url = TRY(provider->authorize_url(request));
  HttpResponse response = redirect_to(std::move(url));
  for (auto& field : cookie.fields) response.fields.push_back(std::move(field));
  return response;
}

// Only a browser that began a sign-in may end it. Error: ExternalBrowserMismatch.
Status check_browser(const Call& call, const OAuthState& state, std::string_view callback_url) {
  if (state.browser.empty()) return {};
  const auto browser = StateCookie(callback_url).find(call.http());
  if (browser && equal_in_constant_time(*browser, state.browser)) return {};
  return refuse_browser(browser.has_value());
}

Result<SignInExternalOutput> finish_sign_in(const Call& call, const OAuthState& state, IdentityProvider& provider,
                                            const std::string& code) {
  if (code.empty()) return fail(ErrorCode::ExternalCodeMissing);
  const OAuthStates& states = call.api.states;
  const AuthorizationResponse response{code, states.code_verifier(state.id), states.nonce(state.id)};
  ExternalAccount account = TRY(provider.fetch_account(response));
  const SignInExternalInput input{std::move(account), state.invite_token, state.code_challenge};
  return sign_in_external(call.api.services, call.context(), input);
}

HttpResponse refuse_sign_in(const Call& call, const std::string& target, const Error& error) {
  call.scope.log.set("error", error.internal.empty() ? describe(error).text : error.internal);
  return present_sign_in_error(target, error);
}

Result<HttpResponse> callback(const Call& call, const Result<OAuthState>& verified) {
  const FormFields query = TRY(parse_query(call.scope));
  if (field_or_empty(query, "state").empty()) return fail(ErrorCode::OAuthStateMissing);
  if (!verified) return fail(verified.error());
  const OAuthState& state = *verified;
  if (state.instance_id != call.instance.id) return fail(ErrorCode::OAuthStateInvalid, "it is of another instance");
  call.scope.log.set("provider", state.provider);
  const std::string target = final_target(call.instance.settings, state.referrer);

  const auto provider = get_provider(call, state.provider);
  if (!provider) return refuse_sign_in(call, target, provider.error());
  if (const auto same = check_browser(call, state, (*provider)->redirect_uri()); !same) {
    return refuse_sign_in(call, target, same.error());
  }
  TRY(spend_state(call.api.services, state));
  if (const std::string* error = find_field(query, "error"); error && !error->empty()) {
    call.scope.log.set("error", "the provider answered: " + error->substr(0, 64));
    return present_provider_error(target, *error, field_or_empty(query, "error_description"));
  }
  const auto output = finish_sign_in(call, state, **provider, field_or_empty(query, "code"));
  if (!output) return refuse_sign_in(call, target, output.error());
  call.scope.log.set("user_id", output->user_id.to_string());
  call.scope.log.set("login_method", "external");
  return present_sign_in(target, *output);
}

std::string state_of(const HttpRequest& request) {
  const auto query = parse_form(request.query);
  return query ? field_or_empty(*query, "state") : std::string();
}

// /authorize computes alone, but for an invite token, which is looked up, and for an OpenID provider that was never
// asked for its addresses.
std::function<Lane(const HttpRequest&)> authorize_lane(const Api& api) {
  return [&api](const HttpRequest& request) {
    const auto query = parse_form(request.query);
    if (!query) return light_lane(api);
    // Which instance asks, and so which provider, is not known before its row was read.
    if (api.is_multi()) return Lane::Outbound;
    const std::string name = provider_name(field_or_empty(*query, "provider"));
    if (name == "saml") return saml_authorize_lane(api);
    if (!is_built_in(name)) {
      const auto provider = api.providers.find(api.instance, name);
      if (provider && !provider->is_ready()) return Lane::Outbound;
    }
    return field_or_empty(*query, "invite_token").empty() ? Lane::Inline : Lane::Read;
  };
}

}  // namespace

std::vector<Route> external_routes(const Api& api) {
  return {
      {Method::Get, "/authorize", Lane::Inline, LimitClass::Authorize, open(api, authorize), authorize_lane(api)},
      {Method::Get, "/callback", Lane::Outbound, LimitClass::Callback, open_by_state(api, state_of, callback)},
  };
}

}  // namespace gotrue::netlify
