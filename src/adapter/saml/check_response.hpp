// The check of a SAML response from its bytes to the account (security.md 17): a pure function but for the time that it
// is given. Every value that counts is read from bytes whose signature was verified.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "adapter/saml/check_assertion.hpp"
#include "base/secret_string.hpp"
#include "core/model/external_account.hpp"

namespace gotrue::saml {

struct ResponseCheck {
  Expectation expectation;
  std::span<const std::string> certificates;  // DER, of the identity provider, from its metadata
  const SecretString& private_key;            // PEM, ours: opens encrypted assertions
};

struct CheckedResponse {
  std::string assertion_id;
  Time expires_at{};  // from then on it is refused for its time
  ExternalAccount account;
};

// `xml`: the decoded SAMLResponse. Errors: SamlTimeInvalid, SamlAudienceInvalid, SamlResponseInvalid, each with the
// reason for the log.
Result<CheckedResponse> check_response(std::string_view xml, const ResponseCheck& check);

}  // namespace gotrue::saml
