// A mail that a commit decided on and that the courier sends afterwards: one row of `outbox`.
#pragma once
#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/uuid.hpp"

namespace gotrue {

// The four kinds with templates, and the notice to the old address after an e-mail change.
enum class MailKind { Invite, Confirmation, Recovery, EmailChange, EmailChanged };

struct OutboxMessage {
  std::int64_t id = 0;  // given by the storage, ascending in the order of commits
  Uuid instance_id;
  Uuid user_id;
  MailKind kind = MailKind::Confirmation;
  std::string recipient;
  // JSON: {"email", "new_email"?, "data", "token"?}. `token` is sealed under a key derived from JWT_SECRET
  // (core/policy/sealed_token.hpp), never in clear.
  std::string payload;
  Time created_at{};
  Time expires_at{};  // not sent after this: its token is dead by then
  int attempts = 0;
  Time next_attempt_at{};
  std::string last_error;
};

}  // namespace gotrue
