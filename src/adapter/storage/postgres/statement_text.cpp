#include "adapter/storage/postgres/statement_text.hpp"

namespace gotrue::postgres {

std::string number_placeholders(std::string_view sql) {
  std::string numbered;
  numbered.reserve(sql.size() + 16);
  int count = 0;
  char quote = '\0';
  for (const char c : sql) {
    if (quote == '\0' && c == '?') {
      numbered += '$' + std::to_string(++count);
      continue;
    }
    // A doubled quote inside of a string closes and opens it again.
    if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == quote) {
      quote = '\0';
    }
    numbered += c;
  }
  return numbered;
}

bool inserts_one_row(std::string_view sql) {
  return sql.starts_with("INSERT INTO ") && sql.find(" VALUES (") != std::string_view::npos &&
         sql.find(" ON CONFLICT ") == std::string_view::npos;
}

std::string without_duplicates(std::string_view sql) { return std::string(sql) + " ON CONFLICT DO NOTHING"; }

}  // namespace gotrue::postgres
