#include "adapter/provider/oauth2_provider.hpp"

#include "adapter/provider/authorize_url.hpp"
#include "adapter/provider/json_member.hpp"
#include "base/bounded_json.hpp"

namespace gotrue {
namespace {

std::string without_slash(std::string url) {
  if (url.ends_with('/')) url.pop_back();
  return url;
}

}  // namespace

Result<json::Object> AccountReader::get_object(const std::string& path) const {
  const std::string body = TRY(calls.get(endpoints.api + path, access_token));
  return read_object(body);
}

Result<std::vector<json::Object>> AccountReader::get_objects(const std::string& path) const {
  const std::string body = TRY(calls.get(endpoints.api + path, access_token));
  const auto list = json::parse_bounded(body);
  if (!list) return unreadable("the provider's list is no JSON: " + list.error().message);
  return read_objects(*list);
}

OAuth2Provider::OAuth2Provider(const OAuth2Dialect& dialect, const ProviderSettings& settings, HttpClient& client,
                               const Clock& clock, ClientAuthMemory& memory)
    : dialect_(dialect),
      settings_(settings),
      client_(client),
      clock_(clock),
      memory_(memory),
      endpoints_(dialect.endpoints(without_slash(settings.url))) {}

Result<std::string> OAuth2Provider::authorize_url(const AuthorizationRequest& request) {
  return make_authorize_url({endpoints_.authorize, settings_.client_id, settings_.redirect_uri,
                             std::string(dialect_.scopes), request.state,
                             uses_pkce() ? request.code_verifier : std::string(), ""});
}

Result<ExternalAccount> OAuth2Provider::fetch_account(const AuthorizationResponse& response) {
  const ProviderCalls calls(client_, clock_);
  const CodeExchange exchange{std::string(dialect_.name), endpoints_.token, settings_.client_id, settings_.secret,
                              settings_.redirect_uri, response.code,
                              uses_pkce() ? response.code_verifier.value_or("") : std::string()};
  const ExchangedTokens tokens = TRY(exchange_code(calls, memory_, exchange));
  ExternalAccount account = TRY(dialect_.read_account({calls, endpoints_, settings_, tokens.access_token}));
  account.provider = dialect_.name;
  return with_address(std::move(account));
}

}  // namespace gotrue
