// How long the links in mails live (http-api.md "Sign-up, invitation and confirmation").
#pragma once
#include "base/clock.hpp"
#include "core/model/instance.hpp"
#include "core/model/user.hpp"

namespace gotrue {

// Whether the live confirmation token of the user came with an invitation: it has the longer life, and a
// confirmation mail after it takes over.
bool is_invitation_pending(const User& user);

bool is_confirmation_expired(const User& user, const MailerSettings& mailer, Time now);
bool is_recovery_expired(const User& user, const MailerSettings& mailer, Time now);
bool is_email_change_expired(const User& user, const MailerSettings& mailer, Time now);

}  // namespace gotrue
