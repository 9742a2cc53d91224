// GET /user: the user whose token it is.
#pragma once
#include "core/model/access_token.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

// Errors: SubjectInvalid, AudienceMismatch, UserNotFound.
Result<User> get_user(const Services& services, const RequestContext& context, const VerifiedAccessToken& token);

}  // namespace gotrue
