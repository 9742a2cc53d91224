// POST /token, grant_type=authorization_code: a code that /callback gave to a client with a challenge (RFC 7636 §4.6).
#pragma once
#include <string>

#include "core/model/access_token.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

struct GrantAuthorizationCodeInput {
  std::string code;
  std::string code_verifier;
};

struct GrantAuthorizationCodeOutput {
  Uuid user_id;
  TokenPair tokens;
};

// A code is spent by the first try, whatever comes of it. Errors: CodeRequestIncomplete, CodeInvalid (wrong, used,
// expired, or of another challenge), UserBanned.
Result<GrantAuthorizationCodeOutput> grant_authorization_code(const Services& services, const RequestContext& context,
                                                              const GrantAuthorizationCodeInput& input);

}  // namespace gotrue
