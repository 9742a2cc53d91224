// Which of our users an account at a provider is. Reads alone, so that it can be asked before anything is done about it
// and once more inside the transaction.
#pragma once
#include <optional>

#include "core/model/external_account.hpp"
#include "core/usecase/sign_in_external.hpp"

namespace gotrue {

enum class ExternalCase {
  Known,      // the identity is linked to this confirmed user
  Linked,     // a verified address is that of this confirmed user
  Reclaimed,  // the same, but nobody had proved the address: what was there ends
  TakenOver,  // a verified address is that of this row, which nobody confirmed
  Invited,    // the invite token is this row's
  Created,    // a new user, confirmed at once
  Waiting,    // a new user, or a row that nobody confirmed: the address must be confirmed by mail
};

struct ExternalDecision {
  ExternalCase what;
  std::optional<User> user;  // the stored row; none for a new user
  ExternalAddress address;   // the one of the account that decided
};

// Errors: those of sign_in_external.
Result<ExternalDecision> decide_external(const RequestContext& context, const SignInExternalInput& input,
                                         Repositories& repositories, Time now);

}  // namespace gotrue
