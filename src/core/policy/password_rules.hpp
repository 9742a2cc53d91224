// What a password may be (security.md 3). Passwords are byte-exact: nothing is trimmed, cut or normalised.
#pragma once
#include <string_view>

#include "base/result.hpp"

namespace gotrue {

// bcrypt looks at no more.
inline constexpr std::size_t kMaxPasswordBytes = 72;

// A password that anybody sets: at most 72 bytes (PasswordTooLong), no NUL (PasswordInvalid).
Status check_password_bytes(std::string_view password);

// A password that a user chooses: the above, and at least `min_length` characters (PasswordTooShort).
Status check_chosen_password(std::string_view password, int min_length);

}  // namespace gotrue
