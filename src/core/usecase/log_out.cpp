#include "core/usecase/log_out.hpp"

#include "core/policy/system_user.hpp"
#include "core/usecase/step/record_audit.hpp"

namespace gotrue {
namespace {

Result<Actor> get_actor(const RequestContext& context, Repositories& tx, const std::string& subject) {
  if (is_system_user(subject)) return Actor::system_user();
  const auto id = Uuid::parse(subject);
  if (!id) return fail(ErrorCode::UserUnknown);
  const auto user = tx.users().find_by_id(context.instance.id, *id);
  if (!user) return fail(ErrorCode::UserUnknown);
  return Actor::of(*user);
}

}  // namespace

Status log_out(const Services& services, const RequestContext& context, const VerifiedAccessToken& token) {
  return services.storage.transact([&](Repositories& tx) -> Status {
    const Actor actor = TRY(get_actor(context, tx, token.subject));
    tx.sessions().remove_by_user(context.instance.id, actor.id, std::nullopt);
    record_audit(services, context, tx, {AuditAction::Logout, actor}, services.clock.now());
    return {};
  });
}

}  // namespace gotrue
