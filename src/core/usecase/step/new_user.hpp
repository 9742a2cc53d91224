// A row as every way into the system starts it.
#pragma once
#include "core/model/user.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

// A user of the request's audience with the default role and {"provider":"email"}; `email` is trimmed already.
User make_password_user(const Services& services, const RequestContext& context, const std::string& email, Time now);

}  // namespace gotrue
