// What whoever registered an unconfirmed row left in it, for the moment in which somebody else turns out to own the
// address (security.md 1).
#pragma once
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

// Ends every way into the row: password, sessions, identities, pending tokens and their mails. Changes `user` but does
// not store it; its metadata is the caller's.
void forget_credentials(const RequestContext& context, Repositories& tx, User& user);

// The same, and the row is as a fresh sign-up with a password has it: no user_metadata, {"provider":"email"}.
void forget_registrant(const RequestContext& context, Repositories& tx, User& user);

}  // namespace gotrue
