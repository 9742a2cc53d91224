#include "core/policy/name_rules.hpp"

#include <string>

namespace gotrue {
namespace {

Status check_name(const char* member, std::string_view name) {
  const std::string subject = member;
  if (name.size() > kMaxNameBytes) return fail(ErrorCode::InvalidInput, subject + " must not be longer than 255 bytes");
  if (name.find('\0') != std::string_view::npos) {
    return fail(ErrorCode::InvalidInput, subject + " must not contain a NUL character");
  }
  return {};
}

}  // namespace

Status check_names(const User& user) {
  TRY(check_name("aud", user.aud));
  return check_name("role", user.role);
}

}  // namespace gotrue
