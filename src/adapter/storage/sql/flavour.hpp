// What differs between the engines in the SQL that the repositories share.
#pragma once
#include <string>
#include <vector>

namespace gotrue::sql {

enum class Engine { Sqlite, Mysql, Postgres };

struct Flavour {
  std::string prefix;  // of every table: "<DB_NAMESPACE>_" or empty
  bool hash_tokens = true;  // GOTRUE_SECURITY_HASH_TOKENS
  Engine engine = Engine::Sqlite;
  // Look-ups of users lock the row for the transaction, so that of two changes at once none is lost. SQLite has one
  // writer and needs no such thing.
  bool locks_rows = false;

  // Users or audit log of the original are of 3-byte utf8: JSON there has escapes for what is beyond.
  bool is_narrow = false;

  std::string table(const char* name) const { return prefix + name; }
  // A condition: the text `expression` holds the parameter that follows, without regard to case; no character of the
  // parameter is special.
  std::string contains(const std::string& expression) const;
  // The text of a member of a JSON column; NULL where it has none or the column is no JSON (older servers wrote such).
  std::string json_text(const std::string& column, const std::string& member) const;
  // " FOR UPDATE", or nothing.
  std::string row_lock() const;
  // A column of another table that holds ids, to be compared with an indexed id: tables that the original made differ in
  // their collations, and ASCII goes with each.
  std::string joined_id(const std::string& column) const;
  // Deletes those rows of `table` whose `key` the query `chosen` gives, as far as `condition` (of table columns, may be
  // empty) holds: a few, found by an index.
  std::string remove_chosen(const std::string& table, const std::vector<std::string>& key, const std::string& chosen,
                            const std::string& condition = "") const;
  // The columns by which audit entries of the same moment keep the order of their making.
  std::string audit_order() const;
};

}  // namespace gotrue::sql
