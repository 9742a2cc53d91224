// JSON for columns of the 3-byte utf8 that MySQL had before utf8mb4.
#pragma once
#include <string>
#include <string_view>

namespace gotrue::sql {

// The same JSON with characters beyond U+FFFF as two \u escapes. `json` is well-formed, so they stand in strings alone.
std::string escape_wide_characters(std::string_view json);
// `json` as such a column holds it, or as it is.
inline std::string stored_json(bool is_narrow, std::string_view json) {
  return is_narrow ? escape_wide_characters(json) : std::string(json);
}

}  // namespace gotrue::sql
