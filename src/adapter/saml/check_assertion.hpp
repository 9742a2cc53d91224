// Whether an assertion counts here and now: a pure function of its values (SAML profiles §4.1.4.2, 4.1.4.3).
#pragma once
#include <string>

#include "adapter/saml/assertion.hpp"

namespace gotrue::saml {

// How far the clocks of the provider and of this server may differ.
inline constexpr std::chrono::seconds kClockSkew{60};

struct Expectation {
  std::string issuer;       // entity id of the identity provider
  std::string audience;     // our entity id
  std::string acs_url;      // where the response was sent to
  std::string request_id;   // of the request that it must answer
  Time now{};
};

// Conditions and a bearer confirmation with an end, an audience restriction that names us, our consumer service as
// recipient, our request as the one answered, a statement of authentication. Errors: SamlTimeInvalid,
// SamlAudienceInvalid, else SamlResponseInvalid, each with the reason for the log.
Status check_assertion(const Assertion& assertion, const Expectation& expectation);

// The moment from which the assertion is refused for its time alone.
Time end_of(const Assertion& assertion);

}  // namespace gotrue::saml
