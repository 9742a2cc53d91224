// Letters of ASCII, whatever the locale says.
#pragma once
#include <string>
#include <string_view>

namespace gotrue {

// `c` in lower case if it is one of A to Z.
constexpr char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

// `text` with A to Z in lower case; all other bytes stay.
std::string lower_ascii(std::string_view text);

}  // namespace gotrue
