// The limits of a running server: by endpoint and client address, and the original's by a header on POST /token.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapter/limits/address_limiter.hpp"
#include "app/config/configuration.hpp"
#include "http/middleware/rate_limit.hpp"

namespace gotrue {

// What it hands out refers to it.
class RateLimits {
 public:
  RateLimits(const RateLimitConfiguration& configuration, const Clock& clock, std::uint64_t seed);

  // Empty when limits are off.
  http::LimitCheck address_limit();
  // Empty when no header is configured or limits are off.
  std::function<std::optional<std::chrono::seconds>(const HttpRequest&)> token_header_limit();
  // Every table of buckets with a name of its own.
  std::vector<std::pair<std::string, TokenBuckets*>> tables() const;

 private:
  const std::string header_;
  const bool is_enabled_;
  const Clock& clock_;
  AddressLimiter by_address_;
  std::unique_ptr<TokenBuckets> by_header_;
};

}  // namespace gotrue
