// JSON that a stranger sent: bodies of requests, answers of other people's servers. Whoever reads what we stored
// ourselves takes json.hpp.
#pragma once
#include "base/json.hpp"

namespace gotrue::json {

// Twice as many values as fit into the largest metadata that may be stored. A tree of 1 MiB of `[[],[],...` takes 50
// times its text, and a hundred of them at once take the machine.
inline constexpr std::size_t kMaxValues = 32'768;

// As parse(); "too many values" for a text that holds more than kMaxValues of them.
ParseResult parse_bounded(std::string_view text);

}  // namespace gotrue::json
