// Letters of ASCII, whatever the locale says.
#pragma once
#include <string>
#include <string_view>

namespace gotrue {

// `text` with A to Z in lower case; all other bytes stay.
std::string lower_ascii(std::string_view text);

}  // namespace gotrue
