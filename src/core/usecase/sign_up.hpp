// POST /signup: a new account with a password, or another try for one that never was confirmed.
#pragma once
#include <optional>
#include <string>

#include "base/json.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

struct SignUpInput {
  std::string email;
  std::string password;
  std::optional<json::Object> data;
};

// Returns the user as a fresh sign-up of this request gives it, with the id that is stored. Errors:
// SignupDisabled, PasswordMissing, EmailMissing, EmailInvalid, PasswordTooShort, PasswordTooLong,
// PasswordInvalid, MetadataTooLarge, UserDataInvalid, UserAlreadyRegistered, ServerBusy (hashing queue), those of call_hook.
Result<User> sign_up(const Services& services, const RequestContext& context, const SignUpInput& input);

}  // namespace gotrue
