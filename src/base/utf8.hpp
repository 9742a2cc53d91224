// Checks on UTF-8 text.
#pragma once
#include <cstddef>
#include <string_view>

namespace gotrue {

// True when `text` is well-formed UTF-8 (no overlong forms, no surrogates).
bool is_valid_utf8(std::string_view text);
// The number of code points; `text` must be valid.
std::size_t count_code_points(std::string_view text);

}  // namespace gotrue
