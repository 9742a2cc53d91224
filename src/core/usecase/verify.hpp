// POST /verify: the token of a confirmation, invitation or recovery mail proves the address and signs in.
#pragma once
#include <string>

#include "core/model/access_token.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

struct VerifyInput {
  std::string type;  // "signup" or "recovery"
  std::string token;
  std::string password;  // asked of invited users without one; else not looked at
};

// A token works once, also under parallel tries (security.md 13). Errors: VerifyTokenMissing, VerifyTypeMissing,
// UserNotFound, ConfirmationTokenExpired, RecoveryTokenExpired, InvitePasswordMissing, the password rules,
// UserBanned, ServerBusy, those of call_hook.
Result<TokenPair> verify(const Services& services, const RequestContext& context, const VerifyInput& input);

}  // namespace gotrue
