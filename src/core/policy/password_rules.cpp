#include "core/policy/password_rules.hpp"

#include <string>

#include "base/utf8.hpp"

namespace gotrue {

Status check_password_bytes(std::string_view password) {
  if (password.size() > kMaxPasswordBytes) return fail(ErrorCode::PasswordTooLong);
  if (password.find('\0') != std::string_view::npos) return fail(ErrorCode::PasswordInvalid);
  return {};
}

Status check_chosen_password(std::string_view password, int min_length) {
  TRY(check_password_bytes(password));
  const std::size_t characters = is_valid_utf8(password) ? count_code_points(password) : password.size();
  if (characters < static_cast<std::size_t>(min_length)) {
    return fail(ErrorCode::PasswordTooShort, std::to_string(min_length));
  }
  return {};
}

}  // namespace gotrue
