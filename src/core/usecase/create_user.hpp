// POST /admin/users and `gotrue admin createuser`: an account made by an admin. No mail, no webhook.
#pragma once
#include <optional>
#include <string>

#include "base/json.hpp"
#include "core/model/actor.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

struct CreateUserInput {
  std::string email;
  std::string password;  // empty: none
  std::string aud;       // empty: the request's
  std::string role;      // empty: the default
  bool confirm = false;
  bool is_super_admin = false;  // only the command line sets it
  std::optional<json::Object> user_metadata;
  std::optional<json::Object> app_metadata;
};

// Errors: AudienceForbidden, EmailMissing, EmailInvalid, PasswordTooLong, PasswordInvalid, EmailTaken,
// MetadataTooLarge, ServerBusy.
Result<User> create_user(const Services& services, const RequestContext& context, const Admin& admin,
                         const CreateUserInput& input);

}  // namespace gotrue
