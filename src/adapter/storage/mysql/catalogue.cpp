#include "adapter/storage/mysql/catalogue.hpp"

namespace gotrue::mysql {
namespace {

std::string in_catalogue(const char* of, const char* conditions) {
  return std::string("SELECT 1 FROM information_schema.") + of + " WHERE table_schema = DATABASE() AND table_name = ?" +
         conditions;
}

}  // namespace

Catalogue::Catalogue(sql::Connection& c)
    : tables_(c, in_catalogue("tables", "")),
      columns_(c, in_catalogue("columns", " AND column_name = ?")),
      defaults_(c, in_catalogue("columns", " AND column_name = ? AND column_default IS NOT NULL AND"
                                           " column_default <> 'NULL'")),
      indexes_(c, in_catalogue("statistics", " AND index_name = ?")),
      engines_(c, in_catalogue("tables", " AND engine = 'InnoDB'")),
      short_keys_(c, in_catalogue("tables", " AND row_format IN ('Compact', 'Redundant')")),
      narrow_(c, in_catalogue("columns", " AND column_name = ? AND character_set_name IN ('utf8', 'utf8mb3')")),
      knows_expressions_(c, "SELECT VERSION() LIKE '%MariaDB%' OR"
                            " CAST(SUBSTRING_INDEX(VERSION(), '.', 1) AS UNSIGNED) > 8 OR"
                            " (VERSION() LIKE '8.%' AND (VERSION() NOT LIKE '8.0.%' OR"
                            " CAST(SUBSTRING_INDEX(VERSION(), '.', -1) AS UNSIGNED) >= 13))") {}

bool Catalogue::is_transactional(const std::string& table) { return engines_(table).next(); }

bool Catalogue::knows_expressions() {
  sql::Cursor row = knows_expressions_();
  return row.next() && row.boolean(0);
}

}  // namespace gotrue::mysql
