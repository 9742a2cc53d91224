// A password from standard input, so that it stands in no list of running programs and no shell history.
#pragma once
#include <optional>
#include <ostream>

#include "base/secret_string.hpp"

namespace gotrue {

// One line of `descriptor` without its line end, byte by byte as it is; at a terminal it asks on `prompt` and does
// not echo. nullopt when there is no line, it cannot be read or it is over 4 KiB.
std::optional<SecretString> read_password(int descriptor, std::ostream& prompt);

}  // namespace gotrue
