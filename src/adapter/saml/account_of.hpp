// Who an assertion is about, in the words of every external sign-in.
#pragma once
#include "adapter/saml/assertion.hpp"
#include "core/model/external_account.hpp"

namespace gotrue::saml {

// The name id is the verified address (http-api.md "SAML"); when it is an opaque id, the address comes from a usual
// attribute, and the id is the subject (a transient one never is: it differs at every sign-in). Names and picture come
// from usual attributes. Error: SamlResponseInvalid when there is no address.
Result<ExternalAccount> account_of(const Assertion& assertion);

}  // namespace gotrue::saml
