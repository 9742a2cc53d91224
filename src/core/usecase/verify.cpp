#include "core/usecase/verify.hpp"

#include "core/policy/link_lifetime.hpp"
#include "core/policy/password_rules.hpp"
#include "core/usecase/step/account_mail.hpp"
#include "core/usecase/step/call_hook.hpp"
#include "core/usecase/step/issue_tokens.hpp"
#include "core/usecase/step/record_audit.hpp"

namespace gotrue {
namespace {

Result<User> find_by_token(const RequestContext& context, Repositories& repositories, OneTimeTokenKind kind,
                           const std::string& token) {
  const auto found = repositories.one_time_tokens().find(context.instance.id, kind, token);
  if (!found) return fail(ErrorCode::UserNotFound);
  auto user = repositories.users().find_by_id(context.instance.id, found->user_id);
  if (!user) return fail(ErrorCode::UserNotFound);
  return std::move(*user);
}

bool needs_password(const User& user) { return user.invited_at && !user.has_password(); }

void confirm(const Services& services, const RequestContext& context, Repositories& tx, User& user, Time now) {
  user.confirmed_at = now;
  user.autoconfirmed = false;
  end_token(context, tx, user, OneTimeTokenKind::Confirmation);
  record_audit(services, context, tx, {AuditAction::UserSignedUp, Actor::of(user)}, now);
}

struct ConfirmationStep {
  const Services& services;
  const RequestContext& context;
  const VerifyInput& input;

  Result<User> find(Repositories& repositories, Time now) const {
    User user = TRY(find_by_token(context, repositories, OneTimeTokenKind::Confirmation, input.token));
    if (is_confirmation_expired(user, context.instance.settings.mailer, now)) {
      return fail(ErrorCode::ConfirmationTokenExpired);
    }
    if (user.is_banned(now)) return fail(ErrorCode::UserBanned);
    if (needs_password(user)) {
      if (input.password.empty()) return fail(ErrorCode::InvitePasswordMissing);
      TRY(check_chosen_password(input.password, context.instance.settings.security.password_min_length));
    }
    return user;
  }

  // The hash of an invited user's password and the hook come between a first look and the transaction, which looks
  // again.
  struct Effects {
    std::string new_hash;
    HookChange change;
  };
  Result<Effects> prepare(Time now) const {
    Effects effects;
    if (input.password.empty() && !has_hook(context, HookEvent::Signup)) return effects;
    const User user = TRY(services.storage.read([&](Repositories& repositories) { return find(repositories, now); }));
    if (needs_password(user)) effects.new_hash = TRY(services.hasher.hash(input.password));
    effects.change = TRY(call_hook(services, context, HookEvent::Signup, user));
    return effects;
  }

  Result<TokenPair> operator()() const {
    const Time now = services.clock.now();
    const Effects effects = TRY(prepare(now));
    const std::string& new_hash = effects.new_hash;
    return services.storage.transact([&](Repositories& tx) -> Result<TokenPair> {
      User user = TRY(find(tx, now));
      effects.change.apply_to(user);
      effects.change.record(tx);
      if (needs_password(user)) user.encrypted_password = new_hash;
      if (!tx.one_time_tokens().remove(context.instance.id, user.id, OneTimeTokenKind::Confirmation)) {
        return fail(ErrorCode::UserNotFound);
      }
      confirm(services, context, tx, user, now);
      user.updated_at = now;
      tx.users().update(user);
      return start_session(services, context, tx, user, now);
    });
  }
};

// Whoever signed up with an address that was never confirmed may be another person than the one who reads its
// mail: the password that the sign-up left goes (http-api.md, "Recovery of an unconfirmed user").
void wipe_registrants_password(User& user) {
  if (user.origin != UserOrigin::Admin) user.encrypted_password.clear();
}

struct RecoveryStep {
  const Services& services;
  const RequestContext& context;
  const VerifyInput& input;
  Time now;

  Result<User> find(Repositories& repositories) const {
    User user = TRY(find_by_token(context, repositories, OneTimeTokenKind::Recovery, input.token));
    if (is_recovery_expired(user, context.instance.settings.mailer, now)) {
      return fail(ErrorCode::RecoveryTokenExpired);
    }
    if (user.is_banned(now)) return fail(ErrorCode::UserBanned);
    return user;
  }

  // It confirms whom nobody confirmed yet, which is a sign-up.
  Result<HookChange> ask_hook() const {
    if (!has_hook(context, HookEvent::Signup)) return HookChange{};
    const User user = TRY(services.storage.read([this](Repositories& repositories) { return find(repositories); }));
    if (user.is_confirmed()) return HookChange{};
    return call_hook(services, context, HookEvent::Signup, user);
  }

  Result<TokenPair> operator()() const {
    const HookChange change = TRY(ask_hook());
    return services.storage.transact([&](Repositories& tx) -> Result<TokenPair> {
      User user = TRY(find(tx));
      if (!tx.one_time_tokens().remove(context.instance.id, user.id, OneTimeTokenKind::Recovery)) {
        return fail(ErrorCode::UserNotFound);
      }
      // Nobody who proved the address linked these.
      if (!user.is_confirmed() || user.autoconfirmed) tx.identities().remove_by_user(context.instance.id, user.id);
      if (!user.is_confirmed()) {
        wipe_registrants_password(user);
        change.apply_to(user);
        change.record(tx);
        confirm(services, context, tx, user, now);
      }
      user.autoconfirmed = false;
      user.updated_at = now;
      tx.users().update(user);
      return start_session(services, context, tx, user, now);
    });
  }
};

}  // namespace

Result<TokenPair> verify(const Services& services, const RequestContext& context, const VerifyInput& input) {
  if (input.token.empty()) return fail(ErrorCode::VerifyTokenMissing);
  if (input.type == "signup") return ConfirmationStep{services, context, input}();
  if (input.type == "recovery") return RecoveryStep{services, context, input, services.clock.now()}();
  return fail(ErrorCode::VerifyTypeMissing);
}

}  // namespace gotrue
