// Slow password hashes (bcrypt, argon2id) on their own low-priority threads behind a bounded queue.
#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace gotrue {

// Thread-safe. Every call blocks its thread until the hash is computed and fails at once with ServerBusy when
// the queue is full (security.md 22).
class PasswordHasher {
 public:
  virtual ~PasswordHasher() = default;

  // A new hash at today's cost ("$2a$10$..."). Passwords over 72 bytes or with NUL never come here
  // (core/policy/password_rules.hpp).
  virtual Result<std::string> hash(std::string_view password) = 0;

  struct Verdict {
    bool matches = false;
    bool needs_rehash = false;  // the stored hash is below today's cost or of an older kind
  };
  // Compares with a stored hash; only its first 72 bytes count under bcrypt. An empty password, a password
  // with NUL, an empty or unknown hash never match, and each costs one hash all the same (security.md 3, 4).
  virtual Result<Verdict> verify(std::string_view password, std::string_view stored_hash) = 0;

  // Costs what `verify` costs and proves nothing: for accounts that do not exist.
  virtual Status spend() = 0;
};

}  // namespace gotrue
