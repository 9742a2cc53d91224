#include "core/policy/name_rules.hpp"

namespace gotrue {

Status check_names(const User& user) {
  if (user.aud.size() > kMaxNameBytes) return fail(ErrorCode::InvalidInput, "aud must not be longer than 255 bytes");
  if (user.role.size() > kMaxNameBytes) return fail(ErrorCode::InvalidInput, "role must not be longer than 255 bytes");
  return {};
}

}  // namespace gotrue
