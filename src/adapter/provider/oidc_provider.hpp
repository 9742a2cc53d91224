// Any OpenID Connect provider (OpenID Connect Core 1.0, code flow).
#pragma once
#include <string>

#include "adapter/provider/client_auth_memory.hpp"
#include "adapter/provider/oidc_cache.hpp"
#include "core/port/identity_provider.hpp"

namespace gotrue {

// Refers to all that it is given but the name.
class OidcProvider final : public IdentityProvider {
 public:
  struct Parts {
    HttpClient& client;
    const Clock& clock;
    ClientAuthMemory& memory;
    OidcCache& cache;
  };
  OidcProvider(std::string name, const OidcSettings& settings, const Parts& parts)
      : name_(std::move(name)), settings_(settings), parts_(parts) {}

  std::string_view redirect_uri() const override { return settings_.redirect_uri; }
  bool is_ready() const override { return parts_.cache.find_discovery(settings_.issuer) != nullptr; }
  Result<std::string> authorize_url(const AuthorizationRequest& request) override;
  Result<ExternalAccount> fetch_account(const AuthorizationResponse& response) override;

 private:
  Result<json::Object> check_token(const std::string& id_token, const OidcDiscovery& discovery,
                                   const ProviderCalls& calls, const std::optional<std::string>& nonce);
  Result<json::Object> read_user_info(const json::Object& claims, const OidcDiscovery& discovery,
                                      const ProviderCalls& calls, const std::string& access_token) const;

  const std::string name_;
  const OidcSettings& settings_;
  const Parts parts_;
};

}  // namespace gotrue
