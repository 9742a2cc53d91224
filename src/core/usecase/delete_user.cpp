#include "core/usecase/delete_user.hpp"

#include "core/usecase/find_managed_user.hpp"
#include "core/usecase/step/hook_log.hpp"
#include "core/usecase/step/record_audit.hpp"

namespace gotrue {

Status delete_user(const Services& services, const RequestContext& context, const Admin& admin, const Uuid& id) {
  return services.storage.transact([&](Repositories& tx) -> Status {
    const User user = TRY(get_managed_user(context, tx, admin, id));
    const Time now = services.clock.now();
    record_audit(services, context, tx, {AuditAction::UserDeleted, admin.actor, AuditTraits{user.id, user.email}}, now);
    enqueue_hook(services, context, tx, HookEvent::UserDeleted, user, now);
    if (!tx.users().remove(context.instance.id, id)) return fail(ErrorCode::UserNotFound);
    return {};
  });
}

}  // namespace gotrue
