// POST /recover: mails a recovery link to whoever has an account, and answers alike to all (security.md 5).
#pragma once
#include <string>

#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

// Errors: RecoveryEmailMissing, MailFrequencyExceeded (also for an address without an account).
Status recover_account(const Services& services, const RequestContext& context, const std::string& email);

}  // namespace gotrue
