// The ports that use cases work with, wired once by the composition root.
#pragma once
#include "base/clock.hpp"
#include "base/random.hpp"
#include "core/port/account_guard.hpp"
#include "core/port/mail_frequency_memory.hpp"
#include "core/port/password_hasher.hpp"
#include "core/port/sealer.hpp"
#include "core/port/storage.hpp"
#include "core/port/token_signer.hpp"
#include "core/port/webhook.hpp"

namespace gotrue {

// Everything outlives the use cases; all of it is thread-safe.
struct Services {
  Clock& clock;
  Random& random;
  Storage& storage;
  PasswordHasher& hasher;
  TokenSigner& signer;
  Sealer& sealer;
  AccountGuard& account_guard;
  MailFrequencyMemory& mail_frequency_memory;
  Webhook& webhook;
};

}  // namespace gotrue
