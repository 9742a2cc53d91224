// Durations as Go writes them: "300ms", "1h30m", "-1.5h" (units ns us µs ms s m h).
#pragma once
#include <chrono>
#include <optional>
#include <string_view>

namespace gotrue {

// nullopt for anything else, an unsigned text without unit ("5") included; "0" is zero. Parts of a microsecond
// are cut; values beyond 290,000 years are refused.
std::optional<std::chrono::microseconds> parse_go_duration(std::string_view text);

}  // namespace gotrue
