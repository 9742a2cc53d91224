#include "core/policy/link_lifetime.hpp"

namespace gotrue {
namespace {

// A row without the moment of sending (an adopted one) has a link that does not expire, as in the original.
bool is_over(const std::optional<Time>& sent_at, std::chrono::seconds max_age, Time now) {
  return sent_at && *sent_at + max_age <= now;
}

}  // namespace

bool is_invitation_pending(const User& user) {
  if (!user.invited_at || user.is_confirmed()) return false;
  return !user.confirmation_sent_at || *user.confirmation_sent_at <= *user.invited_at;
}

bool is_confirmation_expired(const User& user, const MailerSettings& mailer, Time now) {
  if (is_invitation_pending(user)) return is_over(user.invited_at, mailer.invite_max_age, now);
  return is_over(user.confirmation_sent_at, mailer.confirmation_max_age, now);
}

bool is_recovery_expired(const User& user, const MailerSettings& mailer, Time now) {
  return is_over(user.recovery_sent_at, mailer.recovery_max_age, now);
}

bool is_email_change_expired(const User& user, const MailerSettings& mailer, Time now) {
  return is_over(user.email_change_sent_at, mailer.email_change_max_age, now);
}

}  // namespace gotrue
