#include "core/usecase/grant_password.hpp"

#include "base/email_address.hpp"
#include "core/policy/password_rules.hpp"
#include "core/usecase/step/call_hook.hpp"
#include "core/usecase/step/issue_tokens.hpp"
#include "core/usecase/step/record_audit.hpp"

namespace gotrue {
namespace {

Result<PasswordHasher::Verdict> check_password(PasswordHasher& hasher, const std::optional<User>& user,
                                               const std::string& password) {
  if (user && user->has_password()) return hasher.verify(password, user->encrypted_password);
  TRY(hasher.spend());
  return PasswordHasher::Verdict{};
}

// Today's hash of a password that proved right against an older one. bcrypt compared its first 72 bytes.
Result<std::string> rehash(PasswordHasher& hasher, const std::string& password) {
  return hasher.hash(std::string_view(password).substr(0, kMaxPasswordBytes));
}

}  // namespace

Result<GrantPasswordOutput> grant_password(const Services& services, const RequestContext& context,
                                           const GrantPasswordInput& input) {
  const std::string normal_email = normalize_email(input.email);
  const std::string account = context.instance.id.to_string() + ' ' + context.audience + ' ' + normal_email;
  TRY(services.account_guard.reserve(account, context.client_address));

  const auto user = services.storage.look_up([&](Repositories& repositories) {
    return repositories.users().find_by_email(context.instance.id, context.audience, normal_email);
  });
  const auto verdict = check_password(services.hasher, user, input.password);
  if (!verdict) {
    services.account_guard.succeed(account, context.client_address);  // nothing was tried
    return fail(verdict.error());
  }
  if (!verdict->matches) return fail(ErrorCode::InvalidCredentials);
  services.account_guard.succeed(account, context.client_address);
  if (!user->is_confirmed()) return fail(ErrorCode::EmailNotConfirmed);
  if (user->is_banned(services.clock.now())) return fail(ErrorCode::UserBanned);

  std::string new_hash = user->encrypted_password;
  if (verdict->needs_rehash) new_hash = TRY(rehash(services.hasher, input.password));

  const HookChange change = TRY(call_hook(services, context, HookEvent::Login, *user));
  return services.storage.transact([&](Repositories& tx) -> Result<GrantPasswordOutput> {
    auto current = tx.users().find_by_id(context.instance.id, user->id);
    if (!current || current->encrypted_password != user->encrypted_password) {
      return fail(ErrorCode::InvalidCredentials);  // deleted or changed while the hash was computed
    }
    const Time now = services.clock.now();
    if (current->is_banned(now)) return fail(ErrorCode::UserBanned);
    change.apply_to(*current);
    change.record(tx);
    current->encrypted_password = new_hash;
    current->last_sign_in_at = now;
    tx.users().update(*current);
    record_audit(services, context, tx, {AuditAction::Login, Actor::of(*current)}, now);
    return GrantPasswordOutput{current->id, start_session(services, context, tx, *current, now)};
  });
}

}  // namespace gotrue
