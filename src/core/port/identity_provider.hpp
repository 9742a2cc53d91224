// Somebody else who knows who a person is: a server that speaks OAuth 2 or OpenID Connect. Implemented in
// adapter/provider; which of them there are comes from the settings of the instance.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "core/model/external_account.hpp"
#include "core/model/instance.hpp"

namespace gotrue {

// What we give the browser on its way to the provider.
struct AuthorizationRequest {
  std::string state;
  std::string code_verifier;  // for PKCE, where the provider knows it; only its challenge leaves
  std::string nonce;          // comes back inside an ID token
};

// What came back from it.
struct AuthorizationResponse {
  std::string code;
  // What AuthorizationRequest had; none: the request was not ours (the grant with a provider's own code).
  std::optional<std::string> code_verifier;
  std::optional<std::string> nonce;
};

class IdentityProvider {
 public:
  virtual ~IdentityProvider() = default;
  // The address of our /callback as it is registered there.
  virtual std::string_view redirect_uri() const = 0;
  // Whether `authorize_url` answers without waiting for the provider.
  virtual bool is_ready() const = 0;
  // Where the browser goes. Error: ExternalProviderUnavailable when the provider had to be asked and did not answer.
  virtual Result<std::string> authorize_url(const AuthorizationRequest& request) = 0;
  // Exchanges the code and reads the account; waits for the provider, a few seconds at the most. The account has a
  // subject and an address. Errors: ExternalCodeRefused and ExternalAccountUnreadable, each with the reason as
  // `internal`.
  virtual Result<ExternalAccount> fetch_account(const AuthorizationResponse& response) = 0;
};

class IdentityProviders {
 public:
  virtual ~IdentityProviders() = default;
  // The enabled provider of that name, or nullptr. Thread-safe; the provider refers to `instance`.
  virtual std::unique_ptr<IdentityProvider> find(const Instance& instance, std::string_view name) const = 0;
};

}  // namespace gotrue
