#include "core/usecase/step/account_mail.hpp"

#include <algorithm>

#include "base/email_address.hpp"
#include "core/policy/mail_payload.hpp"
#include "core/policy/opaque_token.hpp"

namespace gotrue {
namespace {

OneTimeTokenKind token_kind(MailKind kind) {
  switch (kind) {
    case MailKind::Recovery: return OneTimeTokenKind::Recovery;
    case MailKind::EmailChange: return OneTimeTokenKind::EmailChange;
    case MailKind::Invite:
    case MailKind::Confirmation:
    case MailKind::EmailChanged: return OneTimeTokenKind::Confirmation;
  }
  return OneTimeTokenKind::Confirmation;
}

std::chrono::seconds max_age(MailKind kind, const MailerSettings& mailer) {
  switch (kind) {
    case MailKind::Invite: return mailer.invite_max_age;
    case MailKind::Confirmation: return mailer.confirmation_max_age;
    case MailKind::Recovery: return mailer.recovery_max_age;
    case MailKind::EmailChange:
    case MailKind::EmailChanged: return mailer.email_change_max_age;
  }
  return mailer.confirmation_max_age;
}

void queue(const Services& services, const RequestContext& context, Repositories& tx, const User& user,
           const AccountMail& mail, MailPayload payload, Time now) {
  const InstanceSettings& settings = context.instance.settings;
  if (!settings.mailer.enabled) return;
  OutboxMessage message;
  message.instance_id = context.instance.id;
  message.user_id = user.id;
  message.kind = mail.kind;
  message.recipient = mail.recipient;
  if (settings.is_site_url_of_request) payload.site_url = settings.site_url;
  message.payload = compose_mail_payload(payload, services.sealer, context.instance.sealing_key);
  message.created_at = now;
  message.expires_at = now + max_age(mail.kind, settings.mailer);
  message.next_attempt_at = now;
  tx.outbox().replace(message);
}

}  // namespace

Status check_mail_frequency(const RequestContext& context, Repositories& tx, MailKind kind,
                            std::string_view normal_email, const std::optional<Time>& sent_at, Time now) {
  const auto remembered = tx.mail_frequency().find_last(context.instance.id, kind, normal_email);
  const Time last = std::max(remembered.value_or(Time::min()), sent_at.value_or(Time::min()));
  if (last == Time::min()) return {};
  const Time next = last + context.instance.settings.smtp.max_frequency;
  if (next < now) return {};
  Error error = make_error(ErrorCode::MailFrequencyExceeded);
  error.retry_after = std::chrono::floor<std::chrono::seconds>(next - now) + std::chrono::seconds(1);
  return fail(std::move(error));
}

void send_token_mail(const Services& services, const RequestContext& context, Repositories& tx, const User& user,
                     const AccountMail& mail, Time now) {
  const std::string token = new_opaque_token(services.random);
  tx.one_time_tokens().replace(context.instance.id, user.id, token_kind(mail.kind), token, now);
  tx.mail_frequency().set_last(context.instance.id, mail.kind, normalize_email(mail.recipient), now);
  queue(services, context, tx, user, mail, {user.email, user.new_email, user.user_metadata, token}, now);
}

void send_email_changed_notice(const Services& services, const RequestContext& context, Repositories& tx,
                               const User& user, const std::string& old_email, Time now) {
  queue(services, context, tx, user, {MailKind::EmailChanged, old_email},
        {old_email, user.email, user.user_metadata, ""}, now);
}

void end_token(const RequestContext& context, Repositories& tx, const User& user, OneTimeTokenKind kind) {
  tx.one_time_tokens().remove(context.instance.id, user.id, kind);
  switch (kind) {
    case OneTimeTokenKind::Confirmation:
      tx.outbox().remove_by_user(context.instance.id, user.id, MailKind::Confirmation);
      tx.outbox().remove_by_user(context.instance.id, user.id, MailKind::Invite);
      return;
    case OneTimeTokenKind::Recovery:
      tx.outbox().remove_by_user(context.instance.id, user.id, MailKind::Recovery);
      return;
    case OneTimeTokenKind::EmailChange:
      tx.outbox().remove_by_user(context.instance.id, user.id, MailKind::EmailChange);
      return;
  }
}

}  // namespace gotrue
