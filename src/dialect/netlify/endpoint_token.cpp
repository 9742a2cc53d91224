// POST /token: the grants of RFC 6749 that this server knows.
#include "core/usecase/grant_authorization_code.hpp"
#include "core/usecase/grant_password.hpp"
#include "core/usecase/grant_refresh_token.hpp"
#include "core/usecase/sign_in_external.hpp"
#include "dialect/netlify/call.hpp"
#include "dialect/netlify/endpoints.hpp"
#include "dialect/netlify/errors.hpp"
#include "dialect/netlify/present_json.hpp"
#include "dialect/netlify/present_tokens.hpp"
#include "dialect/netlify/provider_name.hpp"
#include "dialect/netlify/token_parameters.hpp"

namespace gotrue::netlify {
namespace {

Result<HttpResponse> present(const Call& call, const TokenPair& tokens) {
  return present_tokens(tokens, call.http(), call.instance.settings.cookies, call.api.services.clock.now());
}

Result<HttpResponse> password_grant(const Call& call, const TokenParameters& parameters) {
  const GrantPasswordInput input{parameters.get("username"), parameters.get("password")};
  const GrantPasswordOutput output = TRY(grant_password(call.api.services, call.context(), input));
  call.scope.log.set("user_id", output.user_id.to_string());
  call.scope.log.set("login_method", "password");
  return present(call, output.tokens);
}

Result<HttpResponse> refresh_grant(const Call& call, const TokenParameters& parameters) {
  const GrantRefreshTokenOutput output =
      TRY(grant_refresh_token(call.api.services, call.context(), parameters.get("refresh_token")));
  call.scope.log.set("user_id", output.user_id.to_string());
  call.scope.log.set("login_method", "token");
  return present(call, output.tokens);
}

// A code that the client got from an external provider itself; the provider gave it for the URI that is configured.
Result<HttpResponse> provider_code_grant(const Call& call, const TokenParameters& parameters) {
  const ExternalSettings& external = call.instance.settings.external;
  if (!external.provider_code_grant) {
    return fail(ErrorCode::CodeRequestIncomplete, "The provider code grant is not enabled");
  }
  const std::string name = provider_name(parameters.get("provider"));
  const auto provider = call.api.providers.find(call.instance, name);
  if (!provider) return fail(ErrorCode::CodeRequestIncomplete, "Unsupported provider");
  if (parameters.get("code").empty()) return fail(ErrorCode::CodeRequestIncomplete, "code required");
  if (parameters.get("redirect_uri") != provider->redirect_uri()) {
    return fail(ErrorCode::CodeRequestIncomplete, "redirect_uri must be the one that is configured");
  }
  call.scope.log.set("provider", name);
  ExternalAccount account = TRY(provider->fetch_account({parameters.get("code"), std::nullopt, std::nullopt}));
  const SignInExternalInput input{std::move(account)};
  const SignInExternalOutput output = TRY(sign_in_external(call.api.services, call.context(), input));
  if (!output.tokens) return fail(ErrorCode::EmailNotConfirmed);
  call.scope.log.set("user_id", output.user_id.to_string());
  call.scope.log.set("login_method", "external");
  return present(call, *output.tokens);
}

// A code of ours.
Result<HttpResponse> code_grant(const Call& call, const TokenParameters& parameters) {
  if (!parameters.get("provider").empty()) return provider_code_grant(call, parameters);
  const GrantAuthorizationCodeInput input{parameters.get("code"), parameters.get("code_verifier")};
  const GrantAuthorizationCodeOutput output = TRY(grant_authorization_code(call.api.services, call.context(), input));
  call.scope.log.set("user_id", output.user_id.to_string());
  return present(call, output.tokens);
}

Result<HttpResponse> grant(const Call& call) {
  const TokenParameters parameters = TRY(TokenParameters::read(call.http()));
  const std::string grant_type = parameters.get("grant_type");
  if (grant_type == "password") return password_grant(call, parameters);
  if (grant_type == "refresh_token") return refresh_grant(call, parameters);
  if (grant_type == "authorization_code") return code_grant(call, parameters);
  return fail(ErrorCode::UnsupportedGrantType);
}

// A refresh goes on while the e-mail provider is switched off; everything else here needs it.
bool is_refused_without_email(const Call& call) {
  if (!call.instance.settings.external.email_disabled) return false;
  const auto parameters = TokenParameters::read(call.http());
  return !parameters || parameters->get("grant_type") == "password";
}

Result<HttpResponse> post_token(const Call& call) {
  if (is_refused_without_email(call)) return fail(ErrorCode::EmailProviderDisabled);
  if (call.api.token_header_limit) {
    if (const auto retry_after = call.api.token_header_limit(call.http())) {
      Error error = make_error(ErrorCode::RateLimited);
      error.retry_after = *retry_after;
      return fail(std::move(error));
    }
  }
  auto response = grant(call);
  if (!response) return call.refuse_grant(response.error());
  return response;
}

SoughtRow seek_refresh_token(const Api&, const Instance& instance, const HttpRequest& request) {
  const auto parameters = TokenParameters::read(request);
  if (!parameters || parameters->get("grant_type") != "refresh_token") return {};
  std::string token = parameters->get("refresh_token");
  if (token.empty()) return {};
  return SoughtRefreshToken{instance.id, std::move(token)};
}

}  // namespace

std::vector<Route> token_routes(const Api& api) {
  const auto lane = [&api](const HttpRequest& request) {
    const Lane by_grant = lane_by_grant(request);
    return by_grant == Lane::Blocking ? lane_for_hooks(api, by_grant) : by_grant;
  };
  return {{Method::Post, "/token", Lane::Blocking, LimitClass::Token, open(api, post_token), lane,
           seek_in_instance(api, seek_refresh_token)}};
}

}  // namespace gotrue::netlify
