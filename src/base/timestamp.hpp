// RFC 3339 in UTC, as Go's time.RFC3339Nano prints it: trailing zeros of the fraction are left out.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace gotrue {

// 2026-11-23T20:03:24Z, or 2026-11-23T20:03:24.25Z when there is a fraction.
std::string format_rfc3339(Time time);
void append_rfc3339(std::string& out, Time time);
// The same, cut to whole seconds.
std::string format_rfc3339_seconds(Time time);
// Reads RFC 3339 with any offset and fraction (digits beyond microseconds are cut); nothing else.
std::optional<Time> parse_rfc3339(std::string_view text);

}  // namespace gotrue
