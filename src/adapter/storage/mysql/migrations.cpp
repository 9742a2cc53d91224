#include "adapter/storage/mysql/migrations.hpp"

#include <vector>

#include "adapter/storage/mysql/schema.hpp"
#include "adapter/storage/mysql/table_changes.hpp"

namespace gotrue::mysql {
namespace {

using Tables = const std::vector<Table>& (*)();
// Version n is the n-th entry; entries are never changed once released.
const std::vector<Tables>& migrations() {
  static const std::vector<Tables> all = {first_schema};
  return all;
}

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

std::string version_table(const std::string& prefix) { return prefix + "gotrue_migrations"; }

void apply(sql::ServerConnection& connection, const std::string& prefix, int version, Time now) {
  for (const Table& table : migrations()[static_cast<std::size_t>(version - 1)]()) {
    bring_up_to_date(connection, prefix, table);
  }
  sql::PreparedQuery record(connection,
                            "INSERT IGNORE INTO " + version_table(prefix) + " (version, applied_at) VALUES (?,?)");
  record(version, now).run();
}

}  // namespace

int newest_schema_version() { return static_cast<int>(migrations().size()); }

int schema_version(sql::ServerConnection& connection, const std::string& prefix) {
  if (!table_exists(connection, version_table(prefix))) return 0;
  sql::PreparedQuery newest(connection, "SELECT COALESCE(MAX(version), 0) FROM " + version_table(prefix));
  sql::Cursor row = newest();
  return row.next() ? static_cast<int>(row.int64(0)) : 0;
}

void migrate(sql::ServerConnection& connection, const std::string& prefix, Time now) {
  const int version = schema_version(connection, prefix);
  if (version == newest_schema_version()) return;
  if (version > newest_schema_version()) {
    throw StorageError(StorageError::Kind::Broken, "the database has schema version " + std::to_string(version) +
                                                       ", this binary knows " +
                                                       std::to_string(newest_schema_version()) +
                                                       ": start a newer gotrue");
  }
  const MigrationLock lock(connection, prefix);
  connection.execute("CREATE TABLE IF NOT EXISTS " + version_table(prefix) +
                     " (version int NOT NULL PRIMARY KEY, applied_at datetime(6) NULL) ENGINE=InnoDB");
  for (int next = schema_version(connection, prefix) + 1; next <= newest_schema_version(); ++next) {
    apply(connection, prefix, next, now);
  }
}

}  // namespace gotrue::mysql
