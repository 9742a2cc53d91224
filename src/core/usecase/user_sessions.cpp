#include "core/usecase/user_sessions.hpp"

#include "core/usecase/find_managed_user.hpp"
#include "core/usecase/step/record_audit.hpp"

namespace gotrue {
namespace {

Result<User> get_owner(const RequestContext& context, Repositories& repositories, const SessionOwner& owner) {
  if (owner.admin) return get_managed_user(context, repositories, *owner.admin, owner.user_id);
  auto user = repositories.users().find_by_id(context.instance.id, owner.user_id);
  if (!user) return fail(ErrorCode::UserNotFound);
  return std::move(*user);
}

void record_revocation(const Services& services, const RequestContext& context, Repositories& tx,
                       const SessionOwner& owner, const User& user) {
  AuditEvent event{AuditAction::TokenRevoked, owner.admin ? owner.admin->actor : Actor::of(user)};
  if (owner.admin) event.traits = AuditTraits{user.id, user.email};
  record_audit(services, context, tx, event, services.clock.now());
}

}  // namespace

Result<SessionOwner> get_own_sessions(const Services& services, const RequestContext& context,
                                      const VerifiedAccessToken& token) {
  const auto id = Uuid::parse(token.subject);
  if (!id) return fail(ErrorCode::SubjectInvalid);
  const SessionOwner owner{*id, token.session_id, nullptr};
  TRY(services.storage.read([&](Repositories& repositories) { return get_owner(context, repositories, owner); }));
  return owner;
}

Result<std::vector<Session>> list_sessions(const Services& services, const RequestContext& context,
                                           const SessionOwner& owner) {
  return services.storage.read([&](Repositories& repositories) -> Result<std::vector<Session>> {
    TRY(get_owner(context, repositories, owner));
    return repositories.sessions().list_by_user(context.instance.id, owner.user_id);
  });
}

Status end_session(const Services& services, const RequestContext& context, const SessionOwner& owner,
                   const Uuid& session_id) {
  return services.storage.transact([&](Repositories& tx) -> Status {
    const User user = TRY(get_owner(context, tx, owner));
    if (!tx.sessions().remove(context.instance.id, owner.user_id, session_id)) {
      return fail(ErrorCode::SessionNotFound);
    }
    record_revocation(services, context, tx, owner, user);
    return {};
  });
}

Status end_other_sessions(const Services& services, const RequestContext& context, const SessionOwner& owner) {
  return services.storage.transact([&](Repositories& tx) -> Status {
    const User user = TRY(get_owner(context, tx, owner));
    tx.sessions().remove_by_user(context.instance.id, owner.user_id, owner.current);
    record_revocation(services, context, tx, owner, user);
    return {};
  });
}

}  // namespace gotrue
