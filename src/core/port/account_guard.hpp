// Slows guessing on one account (security.md 18): failures count against (account, address) first and against
// the account for all addresses only at a ten-fold threshold, so that nobody can lock another out.
#pragma once
#include <string_view>

#include "base/result.hpp"

namespace gotrue {

// Thread-safe; memory is bounded. `account` is a stable text, e.g. the normal form of the address with instance
// and audience; `address` is the client's, empty when it cannot be known.
class AccountGuard {
 public:
  virtual ~AccountGuard() = default;
  // Takes one unit before the secret is checked, so that parallel guesses cost one each. Error: RateLimited
  // with retry_after.
  virtual Status reserve(std::string_view account, std::string_view address) = 0;
  // The secret was right: gives the unit back.
  virtual void succeed(std::string_view account, std::string_view address) = 0;
};

}  // namespace gotrue
