// Finds what the variables say for a key of the table.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/env_file.hpp"
#include "app/config/key.hpp"

namespace gotrue {

struct Setting {
  std::string name;        // of the variable that was found
  std::string_view value;  // points into the variables
};

// All variables that set `key`, the one that wins first: the prefixed name, its aliases, the names without prefix.
std::vector<std::string> variable_names(const Key& key);

// The first of them that is set to something, else the first that is set at all; nullopt when none is.
std::optional<Setting> find_setting(const Key& key, const Variables& variables);

// The row of that name, which must be in the table.
const Key& get_key(std::string_view name);

}  // namespace gotrue
