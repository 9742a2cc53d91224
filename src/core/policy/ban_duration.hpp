// How long an admin bans a user: a Go duration ("24h", "1h30m") or "none" (http-api.md, `ban_duration`).
#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace gotrue {

struct BanDuration {
  std::optional<std::chrono::microseconds> length;  // none: the ban is lifted

  std::optional<Time> until(Time now) const {
    if (!length) return std::nullopt;
    return now + *length;
  }
};

// Error: BanDurationInvalid with the text as detail (negative, zero or over 100 years included).
Result<BanDuration> parse_ban_duration(std::string_view text);

}  // namespace gotrue
