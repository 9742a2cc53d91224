#include "adapter/provider/oidc_provider.hpp"

#include <algorithm>

#include "adapter/provider/authorize_url.hpp"
#include "adapter/provider/code_exchange.hpp"
#include "adapter/provider/id_token.hpp"
#include "adapter/provider/json_member.hpp"

namespace gotrue {
namespace {

// `openid` always; address and name when nothing is configured.
std::string scope_text(const std::vector<std::string>& scopes) {
  if (scopes.empty()) return "openid email profile";
  std::string text;
  if (std::find(scopes.begin(), scopes.end(), "openid") == scopes.end()) text = "openid";
  for (const std::string& scope : scopes) text += (text.empty() ? "" : " ") + scope;
  return text;
}

// Some providers send the flag as a text.
Result<bool> read_verified(const json::Object& claims) {
  const json::Value* value = claims.find("email_verified");
  const std::string* text = value ? value->as_string() : nullptr;
  if (text) return *text == "true";
  return read_flag(claims, "email_verified");
}

Result<ExternalAccount> make_account(const std::string& name, const std::string& subject, const json::Object& claims) {
  ExternalAccount account;
  account.provider = name;
  account.subject = subject;
  TRY(add_profile_member(account, "full_name", claims, "name"));
  TRY(add_profile_member(account, "avatar_url", claims, "picture"));
  const std::string email = TRY(read_text(claims, "email"));
  const bool is_verified = TRY(read_verified(claims));
  add_address(account, {email, is_verified, true});
  return with_address(std::move(account));
}

}  // namespace

Result<std::string> OidcProvider::authorize_url(const AuthorizationRequest& request) {
  auto discovery = parts_.cache.find_discovery(settings_.issuer);
  if (!discovery) {
    const ProviderCalls calls(parts_.client, parts_.clock);
    auto fetched = parts_.cache.get_discovery(settings_.issuer, calls);
    if (!fetched) {
      Error error = make_error(ErrorCode::ExternalProviderUnavailable, name_);
      error.internal = fetched.error().internal;
      error.retry_after = std::chrono::seconds(10);
      return fail(std::move(error));
    }
    discovery = std::move(*fetched);
  }
  return make_authorize_url({discovery->authorization_endpoint, settings_.client_id, settings_.redirect_uri,
                             scope_text(settings_.scopes), request.state,
                             discovery->knows_pkce ? request.code_verifier : std::string(), request.nonce});
}

Result<json::Object> OidcProvider::check_token(const std::string& id_token, const OidcDiscovery& discovery,
                                               const ProviderCalls& calls, const std::optional<std::string>& nonce) {
  const IdTokenRule rule{settings_.issuer, settings_.client_id, nonce, parts_.clock.now()};
  auto keys = TRY(parts_.cache.get_keys(discovery, calls, false));
  CheckedIdToken checked = check_id_token(id_token, *keys, rule);
  if (checked.fault == IdTokenFault::UnknownKey) {
    keys = TRY(parts_.cache.get_keys(discovery, calls, true));
    checked = check_id_token(id_token, *keys, rule);
  }
  if (checked.fault != IdTokenFault::None) return unreadable(std::string(describe(checked.fault)));
  return std::move(checked.claims);
}

// The claims of the ID token, and those of the userinfo endpoint where the token has no address. Both must be of one
// subject (§5.3.2).
Result<json::Object> OidcProvider::read_user_info(const json::Object& claims, const OidcDiscovery& discovery,
                                                  const ProviderCalls& calls, const std::string& access_token) const {
  if (claims.find("email") || discovery.userinfo_endpoint.empty()) return claims;
  const std::string body = TRY(calls.get(discovery.userinfo_endpoint, access_token));
  json::Object user_info = TRY(read_object(body));
  const std::string subject = TRY(read_text(user_info, "sub"));
  const std::string expected = TRY(read_text(claims, "sub"));
  if (subject != expected) return unreadable("the userinfo endpoint answered for another subject");
  return user_info;
}

Result<ExternalAccount> OidcProvider::fetch_account(const AuthorizationResponse& response) {
  const ProviderCalls calls(parts_.client, parts_.clock);
  const auto discovery = TRY(parts_.cache.get_discovery(settings_.issuer, calls));
  const std::string verifier = discovery->knows_pkce ? response.code_verifier.value_or("") : std::string();
  const CodeExchange exchange{name_, discovery->token_endpoint, settings_.client_id, settings_.secret,
                              settings_.redirect_uri, response.code, verifier};
  const ExchangedTokens tokens = TRY(exchange_code(calls, parts_.memory, exchange));
  const json::Object claims = TRY(check_token(tokens.id_token, *discovery, calls, response.nonce));
  const std::string subject = TRY(read_text(claims, "sub"));
  const json::Object user_info = TRY(read_user_info(claims, *discovery, calls, tokens.access_token));
  return make_account(name_, subject, user_info);
}

}  // namespace gotrue
