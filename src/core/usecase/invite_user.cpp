#include "core/usecase/invite_user.hpp"

#include "base/email_address.hpp"
#include "core/policy/metadata_rules.hpp"
#include "core/policy/name_rules.hpp"
#include "core/policy/repeated_sign_up.hpp"
#include "core/policy/user_data_rules.hpp"
#include "core/usecase/step/account_mail.hpp"
#include "core/usecase/step/call_hook.hpp"
#include "core/usecase/step/forget_registrant.hpp"
#include "core/usecase/step/new_user.hpp"
#include "core/usecase/step/record_audit.hpp"

namespace gotrue {
namespace {

// As in sign_up.cpp.
constexpr int kMaxLooks = 3;

struct InviteStep {
  const Services& services;
  const RequestContext& context;
  const Admin& admin;
  const InviteUserInput& input;
  User fresh;
  Time now;
  bool is_new = false;  // what the look before the hook found
  HookChange asked = {};

  std::optional<User> find(Repositories& repositories) const {
    return repositories.users().find_by_email(context.instance.id, context.audience, normalize_email(fresh.email));
  }

  // `validate` for a new row, with no transaction open.
  Status ask_hook() {
    is_new = !services.storage.look_up([this](Repositories& repositories) { return find(repositories); });
    if (!is_new) return {};
    asked = TRY(call_hook(services, context, HookEvent::Validate, fresh));
    asked.apply_to(fresh);
    return {};
  }

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

  // Nothing when the row that would make the hook needless has gone meanwhile.
  Result<std::optional<User>> operator()(Repositories& tx) const {
    const auto existing = find(tx);
    if (!existing && !is_new) return std::optional<User>();
    if (existing && existing->is_confirmed()) return fail(ErrorCode::EmailTaken);
    asked.record(tx);

    User user = existing ? invited_again(tx, *existing) : fresh;
    TRY(check_metadata_size(user));
    if (input.data && existing) TRY(check_user_data(context.instance, user));
    user.invited_at = now;
    if (existing) {
      tx.users().update(user);
    } else {
      tx.users().insert(user);
    }
    record_audit(services, context, tx, {AuditAction::UserInvited, admin.actor, AuditTraits{user.id, user.email}}, now);
    send_token_mail(services, context, tx, user, {MailKind::Invite, user.email}, now);
    return std::optional<User>(std::move(user));
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
  if (input.data) fresh.user_metadata = Metadata(*input.data);
  if (input.app_metadata) fresh.app_metadata.merge(*input.app_metadata);
  if (!input.role.empty()) fresh.role = input.role;
  TRY(check_names(fresh));

  if (input.data) TRY(check_user_data(context.instance, fresh));
  for (int look = 0; look < kMaxLooks; ++look) {
    InviteStep step{services, context, admin, input, fresh, now};
    TRY(step.ask_hook());
    try {
      auto user = TRY(services.storage.transact(step));
      if (user) return std::move(*user);
    } catch (const DuplicateKey&) {
      continue;
    }
  }
  return fail(Error{ErrorCode::ServerBusy, {}, "others work on the same address", std::chrono::seconds(1)});
}

}  // namespace gotrue
