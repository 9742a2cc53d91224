// The `?` of a statement: those that stand outside of 'strings' and "names".
#pragma once
#include <cstddef>
#include <string_view>

namespace gotrue::sql {

// Calls `each` with every character, and with whether it is a placeholder.
template <class Each>
void scan_placeholders(std::string_view sql, const Each& each) {
  char quote = '\0';
  for (const char c : sql) {
    const bool is_placeholder = quote == '\0' && c == '?';
    // A doubled quote inside of a string closes and opens it again.
    if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == quote) {
      quote = '\0';
    }
    each(c, is_placeholder);
  }
}

inline std::size_t count_placeholders(std::string_view sql) {
  std::size_t count = 0;
  scan_placeholders(sql, [&](char, bool is_placeholder) { count += is_placeholder; });
  return count;
}

}  // namespace gotrue::sql
