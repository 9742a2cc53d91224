#include "core/usecase/update_managed_user.hpp"

#include "base/email_address.hpp"
#include "core/policy/ban_duration.hpp"
#include "core/policy/metadata_rules.hpp"
#include "core/policy/name_rules.hpp"
#include "core/policy/password_rules.hpp"
#include "core/policy/user_data_rules.hpp"
#include "core/usecase/find_managed_user.hpp"
#include "core/usecase/step/account_mail.hpp"
#include "core/usecase/step/hook_log.hpp"
#include "core/usecase/step/record_audit.hpp"

namespace gotrue {
namespace {

struct ManageStep {
  const Services& services;
  const RequestContext& context;
  const Admin& admin;
  const UpdateManagedUserInput& input;
  std::string new_hash;  // empty: the password stays
  std::optional<BanDuration> ban;
  Time now;

  // The names of an adopted row are not looked at: its columns count characters, we count bytes.
  Status change_role(User& user) const {
    if (input.role.empty()) return {};
    user.role = input.role;
    return check_names(user);
  }

  void change_password(Repositories& tx, User& user) const {
    if (new_hash.empty()) return;
    user.encrypted_password = new_hash;
    tx.sessions().remove_by_user(context.instance.id, user.id, std::nullopt);
    end_token(context, tx, user, OneTimeTokenKind::Recovery);
  }

  Status change_email(Repositories& tx, User& user) const {
    const std::string email = trim_email(input.email);
    if (email.empty() || email == user.email) return {};
    TRY(validate_email(email));
    const auto other = tx.users().find_by_email(context.instance.id, user.aud, normalize_email(email));
    if (other && other->id != user.id) return fail(ErrorCode::EmailTaken);
    const bool is_same_address = normalize_email(email) == normalize_email(user.email);
    user.email = email;
    user.new_email.clear();
    // Links that wait in the old mailbox must not reach the account under its new address.
    end_token(context, tx, user, OneTimeTokenKind::Recovery);
    end_token(context, tx, user, OneTimeTokenKind::EmailChange);
    // A confirmation proves the address that it went to (security.md 1): another one needs a mail of its own.
    if (!is_same_address) end_token(context, tx, user, OneTimeTokenKind::Confirmation);
    return {};
  }

  Status change_metadata(User& user) const {
    if (!input.user_metadata && !input.app_metadata) return {};
    if (input.user_metadata) {
      user.user_metadata.merge(*input.user_metadata);
      TRY(check_user_data(context.instance, user));
    }
    if (input.app_metadata) user.app_metadata.merge(*input.app_metadata);
    return check_metadata_size(user);
  }

  void confirm(Repositories& tx, User& user) const {
    if (!input.confirm) return;
    if (!user.is_confirmed()) user.confirmed_at = now;
    user.autoconfirmed = false;
    end_token(context, tx, user, OneTimeTokenKind::Confirmation);
  }

  Result<User> operator()(Repositories& tx) const {
    User user = TRY(get_managed_user(context, tx, admin, input.id));
    enqueue_hook(services, context, tx, HookEvent::UserModified, user, now);
    TRY(change_role(user));
    confirm(tx, user);
    change_password(tx, user);
    TRY(change_email(tx, user));
    TRY(change_metadata(user));
    if (ban) user.banned_until = ban->until(now);
    user.updated_at = now;
    tx.users().update(user);
    record_audit(services, context, tx, {AuditAction::UserModified, admin.actor, AuditTraits{user.id, user.email}},
                 now);
    return user;
  }
};

}  // namespace

Result<User> update_managed_user(const Services& services, const RequestContext& context, const Admin& admin,
                                 const UpdateManagedUserInput& input) {
  TRY(find_managed_user(services, context, admin, input.id));
  std::optional<BanDuration> ban;
  if (input.ban_duration) ban = TRY(parse_ban_duration(*input.ban_duration));
  TRY(check_password_bytes(input.password));
  std::string new_hash;
  if (!input.password.empty()) new_hash = TRY(services.hasher.hash(input.password));
  const ManageStep step{services, context, admin, input, std::move(new_hash), ban, services.clock.now()};
  try {
    return services.storage.transact(step);
  } catch (const DuplicateKey&) {
    return fail(ErrorCode::EmailTaken);
  }
}

}  // namespace gotrue
