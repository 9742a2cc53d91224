// DELETE /admin/users/{id} and `gotrue admin deleteuser`: the account and all that belongs to it.
#pragma once
#include "core/model/actor.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

// The user's tokens stop working at once (security.md 8). Error: UserNotFound.
Status delete_user(const Services& services, const RequestContext& context, const Admin& admin, const Uuid& id);

}  // namespace gotrue
