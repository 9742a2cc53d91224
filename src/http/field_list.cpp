#include "http/field_list.hpp"

#include "base/ascii.hpp"

namespace gotrue::http {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t'; }

}  // namespace

bool equal_without_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower_ascii(a[i]) != lower_ascii(b[i])) return false;
  }
  return true;
}

bool next_element(std::string_view& rest, std::string_view& element) {
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    element = rest.substr(0, comma);
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    while (!element.empty() && is_space(element.front())) element.remove_prefix(1);
    while (!element.empty() && is_space(element.back())) element.remove_suffix(1);
    if (!element.empty()) return true;
  }
  return false;
}

bool list_contains(std::string_view list, std::string_view element) {
  std::string_view candidate;
  while (next_element(list, candidate)) {
    if (equal_without_case(candidate, element)) return true;
  }
  return false;
}

}  // namespace gotrue::http
