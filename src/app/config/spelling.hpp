// Notices keys that are probably misspelt.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "app/config/env_file.hpp"

namespace gotrue {

// True when one insertion, removal, replacement or swap of neighbours turns one into the other.
bool is_one_edit_away(std::string_view a, std::string_view b);

// One warning for each prefixed variable that the table does not know and that is one edit away from one it knows.
std::vector<std::string> find_misspelt_keys(const Variables& variables);

}  // namespace gotrue
