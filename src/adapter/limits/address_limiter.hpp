// Limits per endpoint and client address (security.md 18).
#pragma once
#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapter/limits/token_buckets.hpp"
#include "base/clock.hpp"
#include "base/route.hpp"

namespace gotrue {

// Thread-safe once every rate is set.
class AddressLimiter {
 public:
  AddressLimiter(const Clock& clock, std::uint64_t seed) : clock_(clock), seed_(seed) {}

  // A class without a rate is not limited. Before the first `take`.
  void set_rate(LimitClass limit, Rate rate);
  // How long to wait, or nullopt when the request may go on. An empty address is not limited; an IPv6 address counts
  // with its /64.
  std::optional<std::chrono::seconds> take(LimitClass limit, std::string_view address);
  // The buckets of a class, nullptr when it is not limited.
  TokenBuckets* buckets(LimitClass limit) const { return buckets_[static_cast<std::size_t>(limit)].get(); }

 private:
  static constexpr std::size_t kClasses = static_cast<std::size_t>(LimitClass::Admin) + 1;
  static constexpr std::size_t kCapacity = 8'192;

  const Clock& clock_;
  const std::uint64_t seed_;
  std::array<std::unique_ptr<TokenBuckets>, kClasses> buckets_;
};

// What an address is counted by: itself, or the first 64 bits of an IPv6 address.
std::string limit_key(std::string_view address);

}  // namespace gotrue
