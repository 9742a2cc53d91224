// Turns the text of one variable into the typed member that its key names.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "app/config/key.hpp"

namespace gotrue {

// Sets the member, or returns what is wrong ("must be a number from 0 to 65535"), which never holds the value.
// An empty text leaves all but lists as they are (configuration.md).
std::optional<std::string> parse_setting(const Slot& slot, std::string_view text, Configuration& configuration);

}  // namespace gotrue
