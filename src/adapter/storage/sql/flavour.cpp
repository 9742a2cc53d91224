#include "adapter/storage/sql/flavour.hpp"

namespace gotrue::sql {

std::string Flavour::contains(const std::string& expression) const {
  switch (engine) {
    // gotrue_lower is Unicode's lower case (sqlite/functions.cpp).
    case Engine::Sqlite: return "instr(gotrue_lower(" + expression + "), gotrue_lower(?)) > 0";
    // As bytes: a collation would find letters with other accents.
    case Engine::Mysql:
      return "LOCATE(CAST(LOWER(CONVERT(? USING utf8mb4)) AS BINARY), CAST(LOWER(CONVERT(" + expression +
             " USING utf8mb4)) AS BINARY)) > 0";
    // The C collation of the columns knows the case of ASCII alone.
    case Engine::Postgres:
      return "strpos(lower(" + expression + " COLLATE \"und-x-icu\"), lower(CAST(? AS text) COLLATE \"und-x-icu\")) > 0";
  }
  return {};
}

std::string Flavour::json_text(const std::string& column, const std::string& member) const {
  switch (engine) {
    case Engine::Sqlite:
      return "CASE WHEN json_valid(" + column + ") THEN json_extract(" + column + ", '$." + member + "') END";
    case Engine::Mysql:
      return "CASE WHEN JSON_VALID(" + column + ") THEN JSON_VALUE(" + column + ", '$." + member + "') END";
    case Engine::Postgres:
      // A cast of what is no JSON would end the whole query (postgres/migrations.cpp).
      return prefix + "gotrue_json_text(" + column + ", '" + member + "')";
  }
  return {};
}

std::string Flavour::row_lock() const { return locks_rows ? " FOR UPDATE" : ""; }

std::string Flavour::joined_id(const std::string& column) const {
  return engine == Engine::Mysql ? "CONVERT(" + column + " USING ascii)" : column;
}

// With IN, MySQL and MariaDB would look at every row of the table and ask of each whether it is chosen. Neither reads a
// table that it changes, but in another query in between.
std::string Flavour::remove_chosen(const std::string& table, const std::vector<std::string>& key,
                                   const std::string& chosen, const std::string& condition) const {
  std::string columns;
  std::string pairs;
  for (const std::string& column : key) {
    columns += (columns.empty() ? "" : ", ") + column;
    pairs += (pairs.empty() ? "r." : " AND r.") + column + " = chosen." + column;
  }
  const bool is_mysql = engine == Engine::Mysql;
  const std::string start =
      is_mysql ? "DELETE r FROM (" + chosen + ") AS chosen STRAIGHT_JOIN " + table + " AS r ON " + pairs
               : "DELETE FROM " + table + " WHERE (" + columns + ") IN (" + chosen + ")";
  if (condition.empty()) return start;
  return start + (is_mysql ? " WHERE r." : " AND ") + condition;
}

std::string Flavour::audit_order() const {
  switch (engine) {
    case Engine::Sqlite: return "created_at DESC, rowid DESC";
    case Engine::Mysql: return "created_at DESC, seq DESC, id DESC";
    case Engine::Postgres: return "created_at DESC, seq DESC";
  }
  return {};
}

}  // namespace gotrue::sql
