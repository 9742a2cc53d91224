#include "app/config/spelling.hpp"

#include <algorithm>

#include "app/config/oidc_keys.hpp"
#include "app/config/setting.hpp"

namespace gotrue {
namespace {

std::vector<std::string> known_names() {
  std::vector<std::string> names;
  for (const auto& group : configuration_keys()) {
    for (const auto& key : group.keys) {
      const auto of_key = variable_names(key);
      names.insert(names.end(), of_key.begin(), of_key.end());
    }
  }
  return names;
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

bool is_one_edit_away(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  std::size_t same = 0;
  while (same < a.size() && a[same] == b[same]) ++same;
  const auto rest_a = a.substr(same);
  const auto rest_b = b.substr(same);
  if (rest_a.size() < rest_b.size()) return rest_a == rest_b.substr(1);
  if (rest_a.empty()) return false;
  if (rest_a.substr(1) == rest_b.substr(1)) return true;
  return rest_a.size() > 1 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0] && rest_a.substr(2) == rest_b.substr(2);
}

std::vector<std::string> find_misspelt_keys(const Variables& variables) {
  const auto known = known_names();
  std::vector<std::string> warnings;
  for (const auto& [name, value] : variables) {
    if (!name.starts_with(kKeyPrefix) || !is_printable(name)) continue;
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const auto near = std::find_if(known.begin(), known.end(), [&](const auto& other) { return is_one_edit_away(name, other); });
    const std::string meant = near != known.end() ? *near : correct_oidc_name(name);
    if (!meant.empty()) warnings.push_back(name + ": there is no such key and it is ignored; did you mean " + meant + "?");
  }
  return warnings;
}

}  // namespace gotrue
