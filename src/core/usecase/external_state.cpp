#include "core/usecase/external_state.hpp"

#include "core/policy/link_lifetime.hpp"

namespace gotrue {

Status check_invite_token(const Services& services, const RequestContext& context, const std::string& token) {
  const bool is_known = services.storage.read([&](Repositories& r) {
    const auto found = r.one_time_tokens().find(context.instance.id, OneTimeTokenKind::Confirmation, token);
    const auto user = found ? r.users().find_by_id(context.instance.id, found->user_id) : std::nullopt;
    return user && is_invitation_pending(*user);
  });
  if (!is_known) return fail(ErrorCode::UserNotFound);
  return {};
}

Status spend_state(const Services& services, const OAuthState& state) {
  return services.storage.transact([&](Repositories& tx) -> Status {
    if (!tx.spent_ids().spend("state", state.id, state.expires_at)) {
      return fail(ErrorCode::OAuthStateInvalid, "it was used already");
    }
    return {};
  });
}

}  // namespace gotrue
