// The end of a sign-in with SAML: an assertion that was checked is used up, then its account signs in as from any other
// provider.
#pragma once
#include "core/port/saml_provider.hpp"
#include "core/usecase/sign_in_external.hpp"

namespace gotrue {

struct SignInSamlInput {
  SamlAssertion assertion;
  std::string invite_token = {};
  std::string code_challenge = {};
};

// Errors: SamlResponseInvalid when the assertion was used before, by whatever node (security.md 17); those of
// sign_in_external.
Result<SignInExternalOutput> sign_in_saml(const Services& services, const RequestContext& context,
                                          const SignInSamlInput& input);

}  // namespace gotrue
