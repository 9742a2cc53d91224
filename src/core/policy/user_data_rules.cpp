#include "core/policy/user_data_rules.hpp"

namespace gotrue {

Status check_user_data(const Instance& instance, const User& user) {
  const auto& schema = instance.settings.user_data_schema;
  if (!schema) return {};
  const auto violation = schema->find_violation(user.user_metadata.parse());
  if (violation) return fail(ErrorCode::UserDataInvalid, violation->path + ' ' + violation->reason);
  return {};
}

}  // namespace gotrue
