#include "core/usecase/invite_user.hpp"

#include "base/email_address.hpp"
#include "core/policy/metadata_rules.hpp"
#include "core/policy/repeated_sign_up.hpp"
#include "core/usecase/step/account_mail.hpp"
#include "core/usecase/step/forget_registrant.hpp"
#include "core/usecase/step/new_user.hpp"
#include "core/usecase/step/record_audit.hpp"

namespace gotrue {
namespace {

struct InviteStep {
  const Services& services;
  const RequestContext& context;
  const Admin& admin;
  const InviteUserInput& input;
  User fresh;
  Time now;

  // What the first registrant of an unconfirmed row left is not the invited person's.
  void wipe_sign_up(Repositories& tx, User& user) const {
    forget_registrant(context, tx, user);
    user.confirmation_sent_at.reset();
    user.recovery_sent_at.reset();
  }

  User invited_again(Repositories& tx, User user) const {
    const bool is_first = !user.invited_at;
    if (is_first && is_untouched_sign_up(user, context.instance.settings)) wipe_sign_up(tx, user);
    if (is_first && user.origin != UserOrigin::Admin) user.origin = UserOrigin::Invite;
    user.email = fresh.email;
    user.confirmation_sent_at.reset();
    if (input.data) user.user_metadata.merge(*input.data);
    if (input.app_metadata) user.app_metadata.merge(*input.app_metadata);
    if (!input.role.empty()) user.role = input.role;
    user.updated_at = now;
    return user;
  }

  Result<User> operator()(Repositories& tx) const {
    const auto existing =
        tx.users().find_by_email(context.instance.id, context.audience, normalize_email(fresh.email));
    if (existing && existing->is_confirmed()) return fail(ErrorCode::EmailTaken);

    User user = existing ? invited_again(tx, *existing) : fresh;
    TRY(check_metadata_size(user));
    user.invited_at = now;
    if (existing) {
      tx.users().update(user);
    } else {
      tx.users().insert(user);
    }
    record_audit(services, context, tx, {AuditAction::UserInvited, admin.actor, AuditTraits{user.id, user.email}}, now);
    send_token_mail(services, context, tx, user, {MailKind::Invite, user.email}, now);
    return user;
  }
};

}  // namespace

Result<User> invite_user(const Services& services, const RequestContext& context, const Admin& admin,
                         const InviteUserInput& input) {
  if (!admin.may_act_in(context.audience)) return fail(ErrorCode::AudienceForbidden);
  const std::string email = trim_email(input.email);
  TRY(validate_email(email));

  const Time now = services.clock.now();
  User fresh = make_password_user(services, context, email, now);
  fresh.origin = UserOrigin::Invite;
  if (input.data) fresh.user_metadata.merge(*input.data);
  if (input.app_metadata) fresh.app_metadata.merge(*input.app_metadata);
  if (!input.role.empty()) fresh.role = input.role;

  // A `validate` hook has its place here, before the transaction.
  const InviteStep step{services, context, admin, input, std::move(fresh), now};
  try {
    return services.storage.transact(step);
  } catch (const DuplicateKey&) {
    return services.storage.transact(step);
  }
}

}  // namespace gotrue
