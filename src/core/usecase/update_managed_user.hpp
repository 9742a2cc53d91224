// PUT /admin/users/{id}: an admin changes an account.
#pragma once
#include <optional>
#include <string>

#include "base/json.hpp"
#include "core/model/actor.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

struct UpdateManagedUserInput {
  Uuid id;
  std::string email;
  std::string password;
  std::string role;
  bool confirm = false;
  std::optional<json::Object> user_metadata;
  std::optional<json::Object> app_metadata;
  std::optional<std::string> ban_duration;  // "24h", "none"
};

// Empty texts change nothing, metadata merges. A changed password ends every session of the user. Errors:
// UserNotFound, EmailInvalid, EmailTaken, PasswordTooLong, PasswordInvalid, MetadataTooLarge, BanDurationInvalid,
// ServerBusy.
Result<User> update_managed_user(const Services& services, const RequestContext& context, const Admin& admin,
                                 const UpdateManagedUserInput& input);

}  // namespace gotrue
