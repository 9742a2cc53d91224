#include "adapter/storage/postgres/statement_text.hpp"

#include "adapter/storage/sql/placeholders.hpp"

namespace gotrue::postgres {

std::string number_placeholders(std::string_view text) {
  std::string numbered;
  numbered.reserve(text.size() + 16);
  int count = 0;
  sql::scan_placeholders(text, [&](char c, bool is_placeholder) {
    if (is_placeholder) {
      numbered += '$' + std::to_string(++count);
    } else {
      numbered += c;
    }
  });
  return numbered;
}

bool inserts_one_row(std::string_view sql) {
  return sql.starts_with("INSERT INTO ") && sql.find(" VALUES (") != std::string_view::npos &&
         sql.find("),(") == std::string_view::npos && sql.find(" ON CONFLICT ") == std::string_view::npos;
}

std::string without_duplicates(std::string_view sql) { return std::string(sql) + " ON CONFLICT DO NOTHING"; }

}  // namespace gotrue::postgres
