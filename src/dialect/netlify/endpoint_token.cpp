// POST /token: the grants of RFC 6749 that this server knows.
#include "core/usecase/grant_password.hpp"
#include "core/usecase/grant_refresh_token.hpp"
#include "dialect/netlify/call.hpp"
#include "dialect/netlify/endpoints.hpp"
#include "dialect/netlify/errors.hpp"
#include "dialect/netlify/present_json.hpp"
#include "dialect/netlify/present_tokens.hpp"
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

// Codes come with external sign-in; until then no code was ever issued, so each is a wrong one.
Result<HttpResponse> code_grant(const TokenParameters& parameters) {
  if (!parameters.get("provider").empty()) {
    return fail(ErrorCode::CodeRequestIncomplete, "The provider code grant is not enabled");
  }
  if (parameters.get("code").empty()) return fail(ErrorCode::CodeRequestIncomplete, "code required");
  if (parameters.get("code_verifier").empty()) return fail(ErrorCode::CodeRequestIncomplete, "code_verifier required");
  return fail(ErrorCode::CodeInvalid);
}

Result<HttpResponse> grant(const Call& call) {
  const TokenParameters parameters = TRY(TokenParameters::read(call.http()));
  const std::string grant_type = parameters.get("grant_type");
  if (grant_type == "password") return password_grant(call, parameters);
  if (grant_type == "refresh_token") return refresh_grant(call, parameters);
  if (grant_type == "authorization_code") return code_grant(parameters);
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

}  // namespace

std::vector<Route> token_routes(const Api& api) {
  return {{Method::Post, "/token", Lane::Blocking, LimitClass::Token, open(api, post_token), lane_by_grant}};
}

}  // namespace gotrue::netlify
