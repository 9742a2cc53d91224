// The two looks that a state needs at the database: before it is made, and when it comes back.
#pragma once
#include <string>

#include "core/policy/oauth_state.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

// Whether an invitation waits for this token; reads alone. Error: UserNotFound.
Status check_invite_token(const Services& services, const RequestContext& context, const std::string& token);

// A state ends the first sign-in that comes back with it and no other. Error: OAuthStateInvalid.
Status spend_state(const Services& services, const OAuthState& state);

}  // namespace gotrue
