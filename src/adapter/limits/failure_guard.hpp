// AccountGuard over two tables of token buckets: (account, address) first, the account for everybody at ten times that
// (security.md 18).
#pragma once
#include "adapter/limits/token_buckets.hpp"
#include "base/clock.hpp"
#include "core/port/account_guard.hpp"

namespace gotrue {

struct FailureGuardOptions {
  // Ten wrong passwords at once, then one every 30 seconds.
  Rate per_address{10, std::chrono::minutes(5)};
  Rate per_account{100, std::chrono::minutes(5)};
  std::size_t capacity = 16'384;
};

class FailureGuard final : public AccountGuard {
 public:
  FailureGuard(const Clock& clock, FailureGuardOptions options, std::uint64_t seed)
      : clock_(clock),
        by_address_(options.per_address, options.capacity, seed),
        by_account_(options.per_account, options.capacity, ~seed) {}

  Status reserve(std::string_view account, std::string_view address) override;
  void succeed(std::string_view account, std::string_view address) override;
  TokenBuckets& by_address() { return by_address_; }
  TokenBuckets& by_account() { return by_account_; }

 private:
  const Clock& clock_;
  TokenBuckets by_address_;
  TokenBuckets by_account_;
};

// GOTRUE_RATE_LIMITS=off.
class OpenGuard final : public AccountGuard {
 public:
  Status reserve(std::string_view, std::string_view) override { return {}; }
  void succeed(std::string_view, std::string_view) override {}
};

}  // namespace gotrue
