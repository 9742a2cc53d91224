#include "app/config/setting.hpp"

#include <stdexcept>

namespace gotrue {

std::vector<std::string> variable_names(const Key& key) {
  std::vector<std::string> names = {std::string(kKeyPrefix) + key.name};
  for (const auto alias : key.aliases) names.push_back(std::string(kKeyPrefix) + std::string(alias));
  for (const auto name : key.bare_names) names.emplace_back(name);
  return names;
}

std::optional<Setting> find_setting(const Key& key, const Variables& variables) {
  std::optional<Setting> empty;
  for (const auto& name : variable_names(key)) {
    const auto found = variables.find(name);
    if (found == variables.end()) continue;
    if (!found->second.empty()) return Setting{name, found->second};
    if (!empty) empty = Setting{name, found->second};
  }
  return empty;
}

const Key& get_key(std::string_view name) {
  for (const auto& group : configuration_keys()) {
    for (const auto& key : group.keys) {
      if (key.name == name) return key;
    }
  }
  throw std::logic_error("no such configuration key: " + std::string(name));
}

}  // namespace gotrue
