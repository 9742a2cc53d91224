// GET /admin/users/{id}: a user that this admin may see.
#pragma once
#include "core/model/actor.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

// For use inside a transaction or a read. Error: UserNotFound, also for a user of an audience that the admin does
// not act in.
Result<User> get_managed_user(const RequestContext& context, Repositories& repositories, const Admin& admin,
                              const Uuid& id);

Result<User> find_managed_user(const Services& services, const RequestContext& context, const Admin& admin,
                               const Uuid& id);

}  // namespace gotrue
