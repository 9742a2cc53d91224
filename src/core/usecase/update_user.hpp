// PUT /user: a user changes their own account.
#pragma once
#include <optional>
#include <string>

#include "base/json.hpp"
#include "core/model/access_token.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

struct UpdateUserInput {
  std::string email;
  std::string password;
  std::string email_change_token;
  std::optional<json::Object> data;
  std::optional<json::Object> app_metadata;
};

// Empty texts change nothing. Errors: SubjectInvalid, UserNotFound, the password rules, MetadataTooLarge,
// AppMetadataForbidden, EmailChangeTokenMismatch, EmailChangeTokenExpired, EmailInvalid, EmailTaken,
// MailFrequencyExceeded, RateLimited (guesses at the token), ServerBusy.
Result<User> update_user(const Services& services, const RequestContext& context, const VerifiedAccessToken& token,
                         const UpdateUserInput& input);

}  // namespace gotrue
