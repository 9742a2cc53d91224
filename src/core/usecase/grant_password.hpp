// POST /token, grant_type=password (RFC 6749 §4.3).
#pragma once
#include <string>

#include "core/model/access_token.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

struct GrantPasswordInput {
  std::string email;
  std::string password;
};

struct GrantPasswordOutput {
  Uuid user_id;
  TokenPair tokens;
};

// One password hash whatever is wrong. Errors: RateLimited, InvalidCredentials, EmailNotConfirmed and UserBanned
// (both only after the password proved right), ServerBusy, those of call_hook.
Result<GrantPasswordOutput> grant_password(const Services& services, const RequestContext& context,
                                           const GrantPasswordInput& input);

}  // namespace gotrue
