// Middleware 6: limits per class of endpoint and client address (security.md 18). The counting is elsewhere.
#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

#include "base/route.hpp"

namespace gotrue::http {

// Takes one unit; returns when to come back when there is none left. Thread-safe.
using LimitCheck = std::function<std::optional<std::chrono::seconds>(LimitClass, std::string_view address)>;

// Immutable.
class RateLimit {
 public:
  // `check` may be empty: there are no limits.
  explicit RateLimit(LimitCheck check) : check_(std::move(check)) {}

  // A client whose address cannot be known is not limited here.
  std::optional<std::chrono::seconds> check(LimitClass endpoint, std::string_view client_address) const {
    if (!check_ || endpoint == LimitClass::None || client_address.empty()) return std::nullopt;
    return check_(endpoint, client_address);
  }

 private:
  LimitCheck check_;
};

}  // namespace gotrue::http
