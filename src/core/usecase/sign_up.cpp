#include "core/usecase/sign_up.hpp"

#include "base/email_address.hpp"
#include "core/policy/metadata_rules.hpp"
#include "core/policy/password_rules.hpp"
#include "core/policy/repeated_sign_up.hpp"
#include "core/usecase/step/account_mail.hpp"
#include "core/usecase/step/forget_registrant.hpp"
#include "core/usecase/step/new_user.hpp"
#include "core/usecase/step/record_audit.hpp"

namespace gotrue {
namespace {

struct SignUpStep {
  const Services& services;
  const RequestContext& context;
  const SignUpInput& input;
  User fresh;  // what the answer shows, and the row when there is none yet
  std::string normal_email;
  Time now;

  const MailerSettings& mailer() const { return context.instance.settings.mailer; }

  void confirm_or_mail(Repositories& tx, User& user, bool is_mail_due) const {
    if (mailer().autoconfirm) {
      user.confirmed_at = now;
      user.autoconfirmed = true;
      end_token(context, tx, user, OneTimeTokenKind::Confirmation);
      record_audit(services, context, tx, {AuditAction::UserSignedUp, Actor::of(user)}, now);
    } else if (is_mail_due) {
      user.confirmation_sent_at = now;
      send_token_mail(services, context, tx, user, {MailKind::Confirmation, user.email}, now);
    }
  }

  bool is_mail_due(Repositories& tx, const std::optional<Time>& sent_at) const {
    return check_mail_frequency(context, tx, MailKind::Confirmation, normal_email, sent_at, now).has_value();
  }

  Result<User> insert(Repositories& tx) const {
    User user = fresh;
    const bool due = is_mail_due(tx, std::nullopt);
    if (!due) user.confirmation_sent_at.reset();
    tx.users().insert(user);
    confirm_or_mail(tx, user, due);
    tx.users().update(user);
    return user;
  }

  Status replace(Repositories& tx, User user) const {
    const bool due = is_mail_due(tx, user.confirmation_sent_at);
    if (!due && !mailer().autoconfirm) return {};
    if (user.origin == UserOrigin::External) forget_registrant(context, tx, user);
    user.origin = fresh.origin;
    user.email = fresh.email;
    user.encrypted_password = fresh.encrypted_password;
    if (input.data) user.user_metadata.merge(*input.data);
    TRY(check_metadata_size(user));
    user.updated_at = now;
    confirm_or_mail(tx, user, due);
    tx.users().update(user);
    return {};
  }

  void mail_only(Repositories& tx, User user) const {
    if (!is_mail_due(tx, user.confirmation_sent_at)) return;
    user.confirmation_sent_at = now;
    send_token_mail(services, context, tx, user, {MailKind::Confirmation, user.email}, now);
    tx.users().update(user);
  }

  Result<User> repeat(Repositories& tx, const User& existing) const {
    switch (decide_repeated_sign_up(existing, context.instance.settings, now)) {
      case RepeatedSignUp::Replace: TRY(replace(tx, existing)); break;
      case RepeatedSignUp::MailOnly: mail_only(tx, existing); break;
      case RepeatedSignUp::Nothing: break;
    }
    User answer = fresh;
    answer.id = existing.id;
    if (mailer().autoconfirm) {
      answer.confirmed_at = now;
    } else {
      answer.confirmation_sent_at = now;
    }
    return answer;
  }

  Result<User> operator()(Repositories& tx) const {
    const auto existing = tx.users().find_by_email(context.instance.id, context.audience, normal_email);
    if (!existing) {
      User stored = TRY(insert(tx));
      // A mail of another audience to this address may have been too recent: the answer does not tell.
      if (!mailer().autoconfirm) stored.confirmation_sent_at = now;
      return stored;
    }
    if (existing->is_confirmed()) return fail(ErrorCode::UserAlreadyRegistered);
    return repeat(tx, *existing);
  }
};

}  // namespace

Result<User> sign_up(const Services& services, const RequestContext& context, const SignUpInput& input) {
  const InstanceSettings& settings = context.instance.settings;
  if (settings.disable_signup) return fail(ErrorCode::SignupDisabled);
  if (input.password.empty()) return fail(ErrorCode::PasswordMissing);
  const std::string email = trim_email(input.email);
  TRY(validate_email(email));
  TRY(check_chosen_password(input.password, settings.security.password_min_length));

  const Time now = services.clock.now();
  User fresh = make_password_user(services, context, email, now);
  fresh.origin = UserOrigin::Signup;
  if (input.data) fresh.user_metadata.merge(*input.data);
  TRY(check_metadata_size(fresh));

  // The hash comes before the look-up decides, so that known and unknown addresses take the same time
  // (security.md 5). A `validate` hook has its place here, before the transaction.
  fresh.encrypted_password = TRY(services.hasher.hash(input.password));

  const SignUpStep step{services, context, input, std::move(fresh), normalize_email(email), now};
  try {
    return services.storage.transact(step);
  } catch (const DuplicateKey&) {
    // Another sign-up for the address was faster: this one is a repeated one.
    return services.storage.transact(step);
  }
}

}  // namespace gotrue
