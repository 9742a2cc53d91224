// Texts of fields: comparison without case and comma-separated lists (RFC 9110 §5.6.1). For parser and middleware.
#pragma once
#include <string_view>

namespace gotrue::http {

// ASCII alone.
bool equal_without_case(std::string_view a, std::string_view b);
// Cuts the next element off `rest`, without white space around it; false when none is left. Empty elements are
// skipped.
bool next_element(std::string_view& rest, std::string_view& element);
// Whether the list has `element`, without case.
bool list_contains(std::string_view list, std::string_view element);

}  // namespace gotrue::http
