// Tokens that a mail carries and that work once.
#pragma once
#include "base/clock.hpp"
#include "base/uuid.hpp"

namespace gotrue {

// Confirmation serves sign-up and invitation, as in the original's column.
enum class OneTimeTokenKind { Confirmation, Recovery, EmailChange };

struct OneTimeToken {
  OneTimeTokenKind kind = OneTimeTokenKind::Confirmation;
  Uuid user_id;
};

}  // namespace gotrue
