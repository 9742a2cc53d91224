#include "core/usecase/list_users.hpp"

namespace gotrue {

Result<Page<User>> list_users(const Services& services, const RequestContext& context, const Admin& admin,
                              const ListUsersInput& input) {
  if (!admin.may_act_in(context.audience)) return fail(ErrorCode::AudienceForbidden);
  const UserFilter filter{context.instance.id, context.audience, input.filter, input.oldest_first};
  return services.storage.read(
      [&](Repositories& repositories) { return repositories.users().list(filter, input.page); });
}

}  // namespace gotrue
