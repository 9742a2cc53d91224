// A provider that speaks OAuth 2 and tells who somebody is in a way of its own. What differs between them is one
// OAuth2Dialect each (github.cpp, gitlab.cpp, ...).
#pragma once
#include <string>
#include <string_view>

#include "adapter/provider/code_exchange.hpp"
#include "core/port/identity_provider.hpp"

namespace gotrue {

struct OAuth2Endpoints {
  std::string authorize;
  std::string token;
  std::string api;  // what paths of profiles stand behind
};

// What a dialect reads an account with.
struct AccountReader {
  const ProviderCalls& calls;
  const OAuth2Endpoints& endpoints;
  const ProviderSettings& settings;
  const std::string& access_token;

  // The JSON of GET `api` + `path`. Errors: ExternalAccountUnreadable.
  Result<json::Object> get_object(const std::string& path) const;
  Result<std::vector<json::Object>> get_objects(const std::string& path) const;
};

struct OAuth2Dialect {
  std::string_view name;
  std::string_view scopes;
  bool knows_pkce = false;  // its own servers do; those at another address may be older
  // `base`: another host, without slash at its end; empty for the provider's own.
  OAuth2Endpoints (*endpoints)(const std::string& base);
  // Errors: ExternalAccountUnreadable.
  Result<ExternalAccount> (*read_account)(const AccountReader& reader);
};

const OAuth2Dialect& bitbucket();
const OAuth2Dialect& github();
const OAuth2Dialect& gitlab();
const OAuth2Dialect& google();
const OAuth2Dialect& facebook();

// Refers to all that it is given.
class OAuth2Provider final : public IdentityProvider {
 public:
  OAuth2Provider(const OAuth2Dialect& dialect, const ProviderSettings& settings, HttpClient& client, const Clock& clock,
                 ClientAuthMemory& memory);

  std::string_view redirect_uri() const override { return settings_.redirect_uri; }
  bool is_ready() const override { return true; }
  Result<std::string> authorize_url(const AuthorizationRequest& request) override;
  Result<ExternalAccount> fetch_account(const AuthorizationResponse& response) override;

 private:
  bool uses_pkce() const { return dialect_.knows_pkce && settings_.url.empty(); }

  const OAuth2Dialect& dialect_;
  const ProviderSettings& settings_;
  HttpClient& client_;
  const Clock& clock_;
  ClientAuthMemory& memory_;
  const OAuth2Endpoints endpoints_;
};

}  // namespace gotrue
