// POST /logout: ends every session of the user. Access tokens live on until they expire.
#pragma once
#include "core/model/access_token.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

// Error: UserUnknown.
Status log_out(const Services& services, const RequestContext& context, const VerifiedAccessToken& token);

}  // namespace gotrue
