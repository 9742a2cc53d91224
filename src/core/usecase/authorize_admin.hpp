// Decides whether the bearer of an access token is an admin (http-api.md "Admin = ...").
#pragma once
#include "core/model/access_token.hpp"
#include "core/model/actor.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

// Errors: AdminUnknown (no such user), AdminRequired (also for an admin who is banned).
Result<Admin> authorize_admin(const Services& services, const RequestContext& context,
                              const VerifiedAccessToken& token);

}  // namespace gotrue
