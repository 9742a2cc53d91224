// Mails of an account: when one may go out, its token, and the outbox row that the courier sends after the
// commit. Nothing here talks to a mail server.
#pragma once
#include <optional>
#include <string_view>

#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

// Mails of one kind to one address, in whatever audience, are at least SMTP_MAX_FREQUENCY apart. `sent_at` is
// what the user's row knows. Error: MailFrequencyExceeded with retry_after.
Status check_mail_frequency(const RequestContext& context, Repositories& tx, MailKind kind,
                            std::string_view normal_email, const std::optional<Time>& sent_at, Time now);

struct AccountMail {
  MailKind kind;
  std::string recipient;
};

// Gives `user` a new one-time token of the mail's kind, which ends the earlier one, remembers the moment and
// queues the mail, where mails are sent at all.
void send_token_mail(const Services& services, const RequestContext& context, Repositories& tx, const User& user,
                     const AccountMail& mail, Time now);

// Tells the old address that the account has a new one.
void send_email_changed_notice(const Services& services, const RequestContext& context, Repositories& tx,
                               const User& user, const std::string& old_email, Time now);

// Ends the token of the kind and the mail that still waits to bring it.
void end_token(const RequestContext& context, Repositories& tx, const User& user, OneTimeTokenKind kind);

}  // namespace gotrue
