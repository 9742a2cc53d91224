#include "adapter/storage/mysql/migrations.hpp"

#include "adapter/storage/mysql/online_alter.hpp"
#include "adapter/storage/mysql/table_changes.hpp"
#include "adapter/storage/mysql/versions.hpp"
#include "adapter/storage/sql/schema_text.hpp"

namespace gotrue::mysql {
namespace {

// A lock of the whole server by name, given back at the end of the connection at the latest.
class MigrationLock {
 public:
  MigrationLock(sql::Connection& c, const std::string& prefix)
      : prefix_(prefix),
        take_(c, "SELECT COALESCE(GET_LOCK(" + kName + ", 5), -1)"),
        release_(c, "SELECT RELEASE_LOCK(" + kName + ")") {
    for (int tries = 0; tries < kTries; ++tries) {
      sql::Cursor row = take_(prefix_);
      row.next();
      if (row.int64(0) == 1) return;
    }
    throw StorageError(StorageError::Kind::Unavailable,
                       "mysql: another node has been migrating the database for too long");
  }
  ~MigrationLock() {
    try {
      release_(prefix_).next();
    } catch (const StorageError&) {
      // A connection that was lost gave it back.
      return;
    }
  }
  MigrationLock(const MigrationLock&) = delete;
  MigrationLock& operator=(const MigrationLock&) = delete;

 private:
  // Names have at most 64 characters.
  inline static const std::string kName =
      "CONCAT('gotrue-migrate-', LEFT(SHA2(CONCAT(DATABASE(), '/', ?), 256), 32))";
  static constexpr int kTries = 120;

  const std::string prefix_;
  sql::PreparedQuery take_;
  sql::PreparedQuery release_;
};

std::string make_version_table(const std::string& prefix) {
  return "CREATE TABLE IF NOT EXISTS " + sql::version_table(prefix) +
         " (version int NOT NULL PRIMARY KEY, applied_at datetime(6) NULL) ENGINE=InnoDB";
}

void apply(sql::ServerConnection& connection, const std::string& prefix, int version, Time now) {
  for (const Table& table : *versions()[static_cast<std::size_t>(version - 1)]) {
    bring_up_to_date(connection, prefix, table);
  }
  sql::PreparedQuery record(connection, "INSERT IGNORE INTO " + sql::version_table(prefix) +
                                            " (version, applied_at) VALUES (?,?)");
  record(version, now).run();
}

}  // namespace

int newest_schema_version() { return static_cast<int>(versions().size()); }

int schema_version(sql::ServerConnection& connection, const std::string& prefix) {
  if (!Catalogue(connection).has_table(sql::version_table(prefix))) return 0;
  sql::PreparedQuery newest(connection, "SELECT COALESCE(MAX(version), 0) FROM " + sql::version_table(prefix));
  sql::Cursor row = newest();
  return row.next() ? static_cast<int>(row.int64(0)) : 0;
}

std::vector<std::string> pending_statements(sql::ServerConnection& connection, const std::string& prefix) {
  std::vector<std::string> statements;
  Catalogue catalogue(connection);
  if (!catalogue.has_table(sql::version_table(prefix))) statements.push_back(make_version_table(prefix));
  for (int next = schema_version(connection, prefix) + 1; next <= newest_schema_version(); ++next) {
    for (const Table& table : *versions()[static_cast<std::size_t>(next - 1)]) {
      for (const std::string& statement : missing_statements(catalogue, prefix, table)) {
        statements.push_back(statement + online_clause(statement));
      }
    }
    statements.push_back("INSERT INTO " + sql::version_table(prefix) + " (version, applied_at) VALUES (" +
                         std::to_string(next) + ", UTC_TIMESTAMP(6))");
  }
  return statements;
}

void migrate(sql::ServerConnection& connection, const std::string& prefix, Time now) {
  const int version = schema_version(connection, prefix);
  sql::refuse_newer_schema(version, newest_schema_version());
  if (version == newest_schema_version()) return;
  connection.execute("SET SESSION lock_wait_timeout = 2");
  const MigrationLock lock(connection, prefix);
  connection.execute(make_version_table(prefix));
  for (int next = schema_version(connection, prefix) + 1; next <= newest_schema_version(); ++next) {
    apply(connection, prefix, next, now);
  }
}

}  // namespace gotrue::mysql
