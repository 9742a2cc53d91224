#include "adapter/storage/sqlite/migrations.hpp"

#include "adapter/storage/sql/schema_text.hpp"
#include "adapter/storage/sqlite/versions.hpp"

namespace gotrue::sqlite {
namespace {

std::string statements_of(int version, const std::string& prefix) {
  return sql::replace_all(versions()[static_cast<std::size_t>(version - 1)], "{p}", prefix);
}

std::string make_version_table(const std::string& prefix) {
  return "CREATE TABLE IF NOT EXISTS " + sql::version_table(prefix) +
         " (version INTEGER NOT NULL PRIMARY KEY, applied_at INTEGER)";
}

void apply(SqliteConnection& connection, const std::string& prefix, int version, Time now) {
  connection.execute(statements_of(version, prefix).c_str());
  sql::PreparedQuery record(connection,
                            "INSERT INTO " + sql::version_table(prefix) + " (version, applied_at) VALUES (?,?)");
  record(version, now).run();
}

// One version under the write lock; false when there was nothing left to do.
bool migrate_one(SqliteConnection& connection, const std::string& prefix, Time now) {
  connection.execute("BEGIN IMMEDIATE");
  try {
    const int version = schema_version(connection, prefix);
    const bool is_needed = version < newest_schema_version();
    if (is_needed) apply(connection, prefix, version + 1, now);
    connection.execute("COMMIT");
    return is_needed;
  } catch (...) {
    if (connection.is_in_transaction()) connection.execute("ROLLBACK");
    throw;
  }
}

}  // namespace

int newest_schema_version() { return static_cast<int>(versions().size()); }

int schema_version(SqliteConnection& connection, const std::string& prefix) {
  const std::string table = sql::version_table(prefix);
  sql::PreparedQuery exists(connection, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?");
  if (!exists(table).next()) return 0;
  return static_cast<int>(connection.query_int64(("SELECT COALESCE(MAX(version), 0) FROM " + table).c_str()));
}

std::vector<std::string> pending_statements(SqliteConnection& connection, const std::string& prefix) {
  std::vector<std::string> statements;
  const int version = schema_version(connection, prefix);
  if (version == 0) statements.push_back(make_version_table(prefix));
  for (int next = version + 1; next <= newest_schema_version(); ++next) {
    statements.push_back(statements_of(next, prefix));
    statements.push_back("INSERT INTO " + sql::version_table(prefix) + " (version, applied_at) VALUES (" +
                         std::to_string(next) + ", unixepoch() * 1000000)");
  }
  return statements;
}

void migrate(SqliteConnection& connection, const std::string& prefix, Time now) {
  const int version = schema_version(connection, prefix);
  sql::refuse_newer_schema(version, newest_schema_version());
  if (version == newest_schema_version()) return;
  connection.execute(make_version_table(prefix).c_str());
  while (migrate_one(connection, prefix, now)) {
  }
}

}  // namespace gotrue::sqlite
