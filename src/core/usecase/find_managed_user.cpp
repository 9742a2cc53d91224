#include "core/usecase/find_managed_user.hpp"

namespace gotrue {

Result<User> get_managed_user(const RequestContext& context, Repositories& repositories, const Admin& admin,
                              const Uuid& id) {
  auto user = repositories.users().find_by_id(context.instance.id, id);
  if (!user || !admin.may_act_in(user->aud)) return fail(ErrorCode::UserNotFound);
  return std::move(*user);
}

Result<User> find_managed_user(const Services& services, const RequestContext& context, const Admin& admin,
                               const Uuid& id) {
  return services.storage.look_up(
      [&](Repositories& repositories) { return get_managed_user(context, repositories, admin, id); });
}

}  // namespace gotrue
