// GET /admin/users and /admin/users/export: the users of one audience by pages.
#pragma once
#include <string>

#include "core/model/actor.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

struct ListUsersInput {
  std::string filter;
  bool oldest_first = false;
  PageRequest page;
};

// Error: AudienceForbidden.
Result<Page<User>> list_users(const Services& services, const RequestContext& context, const Admin& admin,
                              const ListUsersInput& input);

}  // namespace gotrue
