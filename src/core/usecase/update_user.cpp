#include "core/usecase/update_user.hpp"

#include "base/email_address.hpp"
#include "core/policy/link_lifetime.hpp"
#include "core/policy/metadata_rules.hpp"
#include "core/policy/password_rules.hpp"
#include "core/policy/user_data_rules.hpp"
#include "core/usecase/step/account_mail.hpp"
#include "core/usecase/step/record_audit.hpp"

namespace gotrue {
namespace {

struct UpdateStep {
  const Services& services;
  const RequestContext& context;
  const VerifiedAccessToken& token;
  const UpdateUserInput& input;
  Uuid user_id;
  std::string new_hash;  // empty: the password stays
  Time now;

  bool is_admin(const User& user) const {
    const JwtSettings& jwt = context.instance.settings.jwt;
    return user.is_super_admin || (user.aud == jwt.aud && user.role == jwt.admin_group_name);
  }

  // A changed password ends the other sessions: all of them when the token does not say which is this one
  // (security.md 6).
  void change_password(Repositories& tx, User& user) const {
    if (new_hash.empty()) return;
    user.encrypted_password = new_hash;
    tx.sessions().remove_by_user(context.instance.id, user.id, token.session_id);
    end_token(context, tx, user, OneTimeTokenKind::Recovery);
  }

  Status change_metadata(User& user) const {
    if (input.data) {
      user.user_metadata.merge(*input.data);
      TRY(check_user_data(context.instance, user));
    }
    if (input.app_metadata) {
      if (!is_admin(user)) return fail(ErrorCode::AppMetadataForbidden);
      user.app_metadata.merge(*input.app_metadata);
    }
    if (!input.data && !input.app_metadata) return {};
    return check_metadata_size(user);
  }

  bool is_taken_by_another(Repositories& tx, const User& user, const std::string& email) const {
    const auto other = tx.users().find_by_email(context.instance.id, user.aud, normalize_email(email));
    return other && other->id != user.id;
  }

  Status confirm_email_change(Repositories& tx, User& user) const {
    const auto found =
        tx.one_time_tokens().find(context.instance.id, OneTimeTokenKind::EmailChange, input.email_change_token);
    if (!found || found->user_id != user.id || user.new_email.empty()) {
      return fail(ErrorCode::EmailChangeTokenMismatch);
    }
    if (is_email_change_expired(user, context.instance.settings.mailer, now)) {
      return fail(ErrorCode::EmailChangeTokenExpired);
    }
    if (is_taken_by_another(tx, user, user.new_email)) return fail(ErrorCode::EmailTaken);
    if (!tx.one_time_tokens().remove(context.instance.id, user.id, OneTimeTokenKind::EmailChange)) {
      return fail(ErrorCode::EmailChangeTokenMismatch);
    }
    const std::string old_email = std::exchange(user.email, std::exchange(user.new_email, {}));
    user.autoconfirmed = false;
    // Links that went to the old address are not the owner's of the new one.
    end_token(context, tx, user, OneTimeTokenKind::Recovery);
    send_email_changed_notice(services, context, tx, user, old_email, now);
    return {};
  }

  Status start_email_change(Repositories& tx, User& user) const {
    const std::string email = trim_email(input.email);
    if (email == user.email) return {};
    TRY(validate_email(email));
    if (is_taken_by_another(tx, user, email)) return fail(ErrorCode::EmailTaken);
    const std::string normal_email = normalize_email(email);
    const bool is_same_request = normalize_email(user.new_email) == normal_email;
    TRY(check_mail_frequency(context, tx, MailKind::EmailChange, normal_email,
                             is_same_request ? user.email_change_sent_at : std::nullopt, now));
    user.new_email = email;
    user.email_change_sent_at = now;
    send_token_mail(services, context, tx, user, {MailKind::EmailChange, email}, now);
    return {};
  }

  Status change_email(Repositories& tx, User& user) const {
    if (!input.email_change_token.empty()) return confirm_email_change(tx, user);
    if (!input.email.empty()) return start_email_change(tx, user);
    return {};
  }

  Result<User> operator()(Repositories& tx) const {
    auto user = tx.users().find_by_id(context.instance.id, user_id);
    if (!user) return fail(ErrorCode::UserNotFound);
    change_password(tx, *user);
    TRY(change_metadata(*user));
    TRY(change_email(tx, *user));
    user->updated_at = now;
    tx.users().update(*user);
    record_audit(services, context, tx, {AuditAction::UserModified, Actor::of(*user)}, now);
    return std::move(*user);
  }
};

// Guesses at the e-mail change token cost units of the account (security.md 18).
Result<User> guard_token(const Services& services, const RequestContext& context, const UpdateStep& step) {
  const std::string account = "email_change " + step.user_id.to_string();
  TRY(services.account_guard.reserve(account, context.client_address));
  auto result = services.storage.transact(step);
  const bool is_guess = !result && result.error().code == ErrorCode::EmailChangeTokenMismatch;
  if (!is_guess) services.account_guard.succeed(account, context.client_address);
  return result;
}

}  // namespace

Result<User> update_user(const Services& services, const RequestContext& context, const VerifiedAccessToken& token,
                         const UpdateUserInput& input) {
  const auto user_id = Uuid::parse(token.subject);
  if (!user_id) return fail(ErrorCode::SubjectInvalid);
  const bool exists = services.storage.look_up([&](Repositories& repositories) {
    return repositories.users().find_by_id(context.instance.id, *user_id).has_value();
  });
  if (!exists) return fail(ErrorCode::UserNotFound);

  std::string new_hash;
  if (!input.password.empty()) {
    TRY(check_chosen_password(input.password, context.instance.settings.security.password_min_length));
    new_hash = TRY(services.hasher.hash(input.password));
  }
  const UpdateStep step{services, context, token, input, *user_id, std::move(new_hash), services.clock.now()};
  try {
    if (!input.email_change_token.empty()) return guard_token(services, context, step);
    return services.storage.transact(step);
  } catch (const DuplicateKey&) {
    return fail(ErrorCode::EmailTaken);  // taken by another request at the same moment
  }
}

}  // namespace gotrue
