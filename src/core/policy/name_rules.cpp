#include "core/policy/name_rules.hpp"

#include <string>

#include "base/utf8.hpp"

namespace gotrue {
namespace {

Status check_name(const char* member, std::string_view name) {
  const std::string subject = member;
  if (name.size() > kMaxNameBytes) return fail(ErrorCode::InvalidInput, subject + " must not be longer than 255 bytes");
  if (name.find('\0') != std::string_view::npos) {
    return fail(ErrorCode::InvalidInput, subject + " must not contain a NUL character");
  }
  if (!is_valid_utf8(name)) return fail(ErrorCode::InvalidInput, subject + " must be UTF-8");
  return {};
}

}  // namespace

Status check_names(const User& user) {
  TRY(check_name("aud", user.aud));
  return check_name("role", user.role);
}

}  // namespace gotrue
