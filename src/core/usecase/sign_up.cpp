#include "core/usecase/sign_up.hpp"

#include "base/email_address.hpp"
#include "core/policy/metadata_rules.hpp"
#include "core/policy/password_rules.hpp"
#include "core/policy/repeated_sign_up.hpp"
#include "core/policy/user_data_rules.hpp"
#include "core/usecase/step/account_mail.hpp"
#include "core/usecase/step/call_hook.hpp"
#include "core/usecase/step/forget_registrant.hpp"
#include "core/usecase/step/new_user.hpp"
#include "core/usecase/step/record_audit.hpp"

namespace gotrue {
namespace {

// The look before the hooks were asked and the one of the commit differ at most this often: by then somebody else
// works on the address all the time.
constexpr int kMaxLooks = 3;

struct SignUpStep {
  const Services& services;
  const RequestContext& context;
  const SignUpInput& input;
  User fresh;  // what the answer shows, and the row when there is none yet
  std::string normal_email;
  Time now;
  bool is_new = false;       // what the look before the hooks found
  HookChange change = {};    // what the `signup` hook makes of an earlier row
  std::vector<HookChange> asked = {};  // for the delivery log

  std::optional<User> find(Repositories& repositories) const {
    return repositories.users().find_by_email(context.instance.id, context.audience, normal_email);
  }

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
    TRY(check_user_data(context.instance, user));
    change.apply_to(user);
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

  // Whether the row would be confirmed by this sign-up.
  bool will_confirm(const User& existing) const {
    return mailer().autoconfirm &&
           decide_repeated_sign_up(existing, context.instance.settings, now) == RepeatedSignUp::Replace;
  }

  Status ask(HookEvent event) {
    asked.push_back(TRY(call_hook(services, context, event, fresh)));
    asked.back().apply_to(fresh);
    return {};
  }

  // `validate` for a new row, `signup` for one that is confirmed at once, with no transaction open.
  Status ask_hooks() {
    const auto existing = services.storage.look_up([this](Repositories& repositories) { return find(repositories); });
    is_new = !existing;
    if (is_new) {
      TRY(ask(HookEvent::Validate));
      return mailer().autoconfirm ? ask(HookEvent::Signup) : Status{};
    }
    if (existing->is_confirmed() || !will_confirm(*existing)) return {};
    User seen = *existing;
    if (input.data) seen.user_metadata.merge(*input.data);
    change = TRY(call_hook(services, context, HookEvent::Signup, seen));
    asked.push_back(change);
    return {};
  }

  // Nothing when the hooks were asked about another row than the one that is there now.
  Result<std::optional<User>> operator()(Repositories& tx) const {
    const auto existing = find(tx);
    if (existing && existing->is_confirmed()) return fail(ErrorCode::UserAlreadyRegistered);
    if (!existing != is_new) return std::optional<User>();
    for (const HookChange& answer : asked) answer.record(tx);
    if (existing) return std::optional<User>(TRY(repeat(tx, *existing)));
    User stored = TRY(insert(tx));
    // A mail of another audience to this address may have been too recent: the answer does not tell.
    if (!mailer().autoconfirm) stored.confirmation_sent_at = now;
    return std::optional<User>(std::move(stored));
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
  if (input.data) fresh.user_metadata = Metadata(*input.data);
  TRY(check_metadata_size(fresh));
  TRY(check_user_data(context.instance, fresh));

  // The hash comes before the look-up decides, so that known and unknown addresses take the same time
  // (security.md 5).
  fresh.encrypted_password = TRY(services.hasher.hash(input.password));

  for (int look = 0; look < kMaxLooks; ++look) {
    SignUpStep step{services, context, input, fresh, normalize_email(email), now};
    TRY(step.ask_hooks());
    try {
      auto user = TRY(services.storage.transact(step));
      if (user) return std::move(*user);
    } catch (const DuplicateKey&) {
      continue;  // another sign-up for the address was faster: this one is a repeated one
    }
  }
  return fail(Error{ErrorCode::ServerBusy, {}, "others sign up with the same address", std::chrono::seconds(1)});
}

}  // namespace gotrue
