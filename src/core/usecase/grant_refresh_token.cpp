#include "core/usecase/grant_refresh_token.hpp"

#include <variant>

#include "core/policy/opaque_token.hpp"
#include "core/usecase/step/issue_tokens.hpp"
#include "core/usecase/step/record_audit.hpp"

namespace gotrue {
namespace {

// Revoking a family is a change that must be committed although the request is refused, so the transaction
// yields a value for it.
struct FamilyRevoked {};
using Outcome = std::variant<GrantRefreshTokenOutput, FamilyRevoked>;

// Within one reuse interval a chain moves on a few times at most; a longer walk is an attack on our time.
constexpr int kMaxChainSteps = 256;

// Refuses before it writes, or not at all.
struct RefreshStep {
  const Services& services;
  const RequestContext& context;
  const std::string& token;

  std::string successor(std::string_view of) const { return successor_of(of, context.instance.successor_mac); }

  Outcome answer(const User& user, const std::optional<Uuid>& session_id, std::string refresh_token, Time now) const {
    return GrantRefreshTokenOutput{user.id,
                                   {sign_access_token(services, context, user, session_id, now),
                                    context.instance.settings.jwt.exp, std::move(refresh_token)}};
  }

  // The session of the row; one of its own for a token that the original server wrote.
  Uuid continue_session(Repositories& tx, const RefreshToken& row, Time now) const {
    const Uuid id = row.session_id.value_or(Uuid::v4(services.random));
    Session session = make_session(context, id, row.user_id, now);
    if (row.session_id) {
      tx.sessions().touch(session);
    } else {
      session.created_at = row.created_at;
      tx.sessions().insert(session);
    }
    return id;
  }

  Outcome swap(Repositories& tx, const RefreshToken& row, const User& user, Time now) const {
    tx.refresh_tokens().revoke(row.id, now);
    const Uuid session_id = continue_session(tx, row, now);
    std::string next = successor(token);
    tx.refresh_tokens().insert({0, context.instance.id, user.id, session_id, false, now, now}, next);
    const Actor actor = Actor::of(user);
    record_audit(services, context, tx, {AuditAction::TokenRefreshed, actor}, now);
    record_audit(services, context, tx, {AuditAction::TokenRevoked, actor}, now);
    return answer(user, session_id, std::move(next), now);
  }

  // The live end of the chain that starts behind the presented token, with its text.
  std::optional<std::pair<RefreshToken, std::string>> find_live_successor(Repositories& tx) const {
    std::string current = token;
    for (int step = 0; step < kMaxChainSteps; ++step) {
      current = successor(current);
      auto row = tx.refresh_tokens().find(context.instance.id, current);
      if (!row) return std::nullopt;
      if (!row->revoked) return std::make_pair(*row, std::move(current));
    }
    return std::nullopt;
  }

  // The family of a token that the original server wrote begins with its successor.
  void revoke_family(Repositories& tx, const RefreshToken& row, Time now) const {
    tx.refresh_tokens().revoke_family(row, now);
    if (row.session_id) return;
    const auto next = tx.refresh_tokens().find(context.instance.id, successor(token));
    if (next) tx.refresh_tokens().revoke_family(*next, now);
  }

  Outcome reuse(Repositories& tx, const RefreshToken& row, const User& user, Time now) const {
    if (now < row.updated_at + context.instance.settings.security.refresh_token_reuse_interval) {
      const auto live = find_live_successor(tx);
      if (live) return answer(user, live->first.session_id, live->second, now);
    }
    revoke_family(tx, row, now);
    record_audit(services, context, tx, {AuditAction::TokenRevoked, Actor::of(user)}, now);
    return FamilyRevoked{};
  }

  Result<Outcome> operator()(Repositories& tx) const {
    const auto found = tx.refresh_tokens().find_owned(context.instance.id, token);
    if (!found) return fail(ErrorCode::RefreshTokenUnknown);
    const auto& [row, user] = *found;

    const Time now = services.clock.now();
    if (row.created_at + context.instance.settings.jwt.refresh_token_lifetime <= now) {
      return fail(ErrorCode::RefreshTokenExpired);
    }
    if (user.is_banned(now)) return fail(ErrorCode::UserBanned);
    if (row.revoked) return reuse(tx, row, user, now);
    return swap(tx, row, user, now);
  }
};

}  // namespace

Result<GrantRefreshTokenOutput> grant_refresh_token(const Services& services, const RequestContext& context,
                                                    const std::string& refresh_token) {
  if (refresh_token.empty()) return fail(ErrorCode::RefreshTokenMissing);
  const PresentedToken presented{context.instance.id, refresh_token};
  Outcome outcome = TRY(services.storage.transact_refresh(presented, RefreshStep{services, context, refresh_token}));
  if (std::holds_alternative<FamilyRevoked>(outcome)) return fail(ErrorCode::RefreshTokenRevoked);
  return std::get<GrantRefreshTokenOutput>(std::move(outcome));
}

}  // namespace gotrue
