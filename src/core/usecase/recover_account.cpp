#include "core/usecase/recover_account.hpp"

#include "base/email_address.hpp"
#include "core/policy/mail_payload.hpp"
#include "core/policy/opaque_token.hpp"
#include "core/usecase/step/account_mail.hpp"
#include "core/usecase/step/record_audit.hpp"

namespace gotrue {
namespace {

enum class Found { Account, Nobody };

struct RecoverStep {
  const Services& services;
  const RequestContext& context;
  std::string normal_email;
  Time now;

  Result<Found> operator()(Repositories& tx) const {
    auto user = tx.users().find_by_email(context.instance.id, context.audience, normal_email);
    if (!user) return pretend(tx);
    TRY(check_mail_frequency(context, tx, MailKind::Recovery, normal_email, user->recovery_sent_at, now));
    record_audit(services, context, tx, {AuditAction::UserRecoveryRequested, Actor::of(*user)}, now);
    user->recovery_sent_at = now;
    tx.users().update(*user);
    send_token_mail(services, context, tx, *user, {MailKind::Recovery, user->email}, now);
    return Found::Account;
  }

  // For an address without an account: the same limit, kept in bounded memory, and the work and the commit of a
  // real request, so that neither the answer nor its time tells the two apart.
  Result<Found> pretend(Repositories& tx) const {
    TRY(check_mail_frequency(context, tx, MailKind::Recovery, normal_email, remembered(), now));
    (void)compose_mail_payload({normal_email, "", Metadata{}, new_opaque_token(services.random)}, services.sealer,
                               context.instance.sealing_key);
    tx.mail_frequency().set_last(context.instance.id, MailKind::Recovery, "", now);
    return Found::Nobody;
  }

  std::optional<Time> remembered() const {
    return services.mail_frequency_memory.find_last(context.instance.id, normal_email);
  }
};

}  // namespace

Status recover_account(const Services& services, const RequestContext& context, const std::string& email) {
  if (email.empty()) return fail(ErrorCode::RecoveryEmailMissing);
  const Time now = services.clock.now();
  const RecoverStep step{services, context, normalize_email(email), now};
  const Found found = TRY(services.storage.transact(step));
  if (found == Found::Account) return {};
  // Of two requests at once the second is refused, as the row of a real account would refuse it.
  const auto frequency = context.instance.settings.smtp.max_frequency;
  if (services.mail_frequency_memory.try_set(context.instance.id, step.normal_email, now, now - frequency)) return {};
  Error error = make_error(ErrorCode::MailFrequencyExceeded);
  error.retry_after = std::chrono::floor<std::chrono::seconds>(frequency) + std::chrono::seconds(1);
  return fail(std::move(error));
}

}  // namespace gotrue
