// POST /invite: an admin makes an account whose owner chooses the password.
#pragma once
#include <optional>
#include <string>

#include "base/json.hpp"
#include "core/model/actor.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

struct InviteUserInput {
  std::string email;
  std::string role;
  std::optional<json::Object> data;
  std::optional<json::Object> app_metadata;
};

// A user who is not confirmed yet is invited again with a new token and mail. The first invitation of a row that
// a sign-up left wipes its password, tokens and user_metadata (security.md 1). Errors: EmailMissing,
// EmailInvalid, EmailTaken (confirmed), MetadataTooLarge, AudienceForbidden, those of call_hook.
Result<User> invite_user(const Services& services, const RequestContext& context, const Admin& admin,
                         const InviteUserInput& input);

}  // namespace gotrue
