// The SAML 2.0 service provider of an instance: what it tells its identity provider and what it believes of the answer.
// The endpoints for SAML use it; it writes nothing but its own key.
#pragma once
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "core/model/external_account.hpp"
#include "core/model/instance.hpp"

namespace gotrue {

struct SamlAssertion {
  std::string id;      // must not be accepted twice
  Time expires_at{};   // from then on it is refused for its time alone
  ExternalAccount account;
};

// Thread-safe. Serves instances with `settings.external.saml.enabled` only.
class SamlProvider {
 public:
  virtual ~SamlProvider() = default;
  // Our metadata document. May make and store the key (a tenth of a second).
  virtual Result<std::string> metadata(const Instance& instance) = 0;
  // Whether `request_url` answers without waiting for the identity provider or a new key.
  virtual bool is_ready(const Instance& instance) = 0;
  // Where the browser goes, with a signed request that the relay state is bound to. Error: ExternalProviderUnavailable
  // when the provider's metadata cannot be had.
  virtual Result<std::string> request_url(const Instance& instance, std::string_view relay_state) = 0;
  // Checks a SAMLResponse as it was posted (Base64), which must answer the request of this very relay state (security.md
  // 17). Errors, each with the reason as `internal`: SamlTimeInvalid, SamlAudienceInvalid, SamlResponseInvalid,
  // ExternalProviderUnavailable.
  virtual Result<SamlAssertion> check_response(const Instance& instance, std::string_view encoded,
                                               std::string_view relay_state) = 0;
};

}  // namespace gotrue
