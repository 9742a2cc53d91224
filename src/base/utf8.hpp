// Checks on UTF-8 text.
#pragma once
#include <cstddef>
#include <string_view>

namespace gotrue {

// The length of the well-formed sequence that `text` begins with, 1 to 4; 0 when there is none.
std::size_t utf8_sequence_length(std::string_view text);
// True when `text` is well-formed UTF-8 (no overlong forms, no surrogates).
bool is_valid_utf8(std::string_view text);
// The number of code points; `text` must be valid.
std::size_t count_code_points(std::string_view text);

// What `text` begins with, `most` bytes at most and no part of a code point at the end; `text` must be valid.
std::string_view cut_utf8(std::string_view text, std::size_t most);

}  // namespace gotrue
