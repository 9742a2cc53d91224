#include "adapter/storage/postgres/migrations.hpp"

#include "adapter/storage/postgres/later_indexes.hpp"
#include "adapter/storage/postgres/versions.hpp"
#include "adapter/storage/sql/schema_text.hpp"

namespace gotrue::postgres {
namespace {

const Version& version_at(int version) { return versions()[static_cast<std::size_t>(version - 1)]; }

std::string statements_of(int version, const std::string& prefix) {
  return sql::replace_all(sql::replace_all(version_at(version).statements, "{p}", prefix), "{text}",
                          "text COLLATE \"C\"");
}

std::string make_version_table(const std::string& prefix) {
  return "CREATE TABLE IF NOT EXISTS " + sql::version_table(prefix) +
         " (version integer NOT NULL PRIMARY KEY, applied_at timestamptz)";
}

std::string note_begun(const std::string& prefix, int version) {
  return "INSERT INTO " + sql::version_table(prefix) + " (version) VALUES (" + std::to_string(version) + ")";
}

bool table_exists(sql::Connection& connection, const std::string& name) {
  sql::PreparedQuery query(connection, "SELECT to_regclass(?) IS NOT NULL");
  sql::Cursor row = query(name);
  return row.next() && row.boolean(0);
}

constexpr int kLockTries = 40;

int newest_version(sql::Connection& connection, const std::string& prefix, const std::string& condition) {
  sql::PreparedQuery query(connection, "SELECT COALESCE(MAX(version), 0) FROM " + sql::version_table(prefix) + condition);
  sql::Cursor row = query();
  return row.next() ? static_cast<int>(row.int64(0)) : 0;
}

// Versions whose statements ran; the indexes of the last one may be missing.
int begun_version(sql::Connection& connection, const std::string& prefix) {
  return newest_version(connection, prefix, "");
}

// Of the session, not of a transaction: indexes are built outside of one. Asked for again and again, because who waits
// for a lock inside of the server holds a snapshot, and the building of an index waits for the end of all of those.
class MigrationLock {
 public:
  explicit MigrationLock(sql::ServerConnection& connection)
      : connection_(connection),
        take_(connection, "SELECT pg_try_advisory_lock(7236838470182395004)"),
        pause_(connection, "SELECT CAST(pg_sleep(0.1) AS text)") {
    for (int tries = 0; tries < kTries; ++tries) {
      {
        sql::Cursor row = take_();
        if (row.next() && row.boolean(0)) return;
      }
      pause_().next();
    }
    throw StorageError(StorageError::Kind::Unavailable,
                       "postgres: another node has been migrating the database for too long");
  }
  ~MigrationLock() {
    try {
      connection_.execute("SELECT pg_advisory_unlock(7236838470182395004)");
    } catch (const StorageError&) {
      // A connection that was lost gave it back.
      return;
    }
  }
  MigrationLock(const MigrationLock&) = delete;
  MigrationLock& operator=(const MigrationLock&) = delete;

 private:
  static constexpr int kTries = 6'000;

  sql::ServerConnection& connection_;
  sql::PreparedQuery take_;
  sql::PreparedQuery pause_;
};

void run_statements(sql::ServerConnection& connection, const std::string& prefix, int version) {
  connection.begin();
  try {
    connection.execute(statements_of(version, prefix));
    connection.execute(note_begun(prefix, version));
    connection.commit();
  } catch (...) {
    connection.rollback();
    throw;
  }
}

// A lock that another holds is waited for a short while at a time, so that nobody queues behind us for long.
void run_with_patience(sql::ServerConnection& connection, const std::string& prefix, int version) {
  for (int tries = 1;; ++tries) {
    try {
      return run_statements(connection, prefix, version);
    } catch (const sql::TransactionConflict&) {
      if (tries == kLockTries) throw;
    }
  }
}

// Nobody waits for a build, but it waits for every transaction that is open: a dump may take its time.
void build_indexes(sql::ServerConnection& connection, const std::string& prefix, int version) {
  connection.execute("SET lock_timeout = '10min'");
  for (const LaterIndex& index : version_at(version).indexes) build(connection, prefix, index);
  connection.execute("SET lock_timeout = '3s'");
}

void finish(sql::ServerConnection& connection, const std::string& prefix, int version, Time now) {
  if (!version_at(version).indexes.empty()) build_indexes(connection, prefix, version);
  sql::PreparedQuery record(connection, "UPDATE " + sql::version_table(prefix) + " SET applied_at=? WHERE version=?");
  record(now, version).run();
}

}  // namespace

int newest_schema_version() { return static_cast<int>(versions().size()); }

int schema_version(sql::ServerConnection& connection, const std::string& prefix) {
  if (!table_exists(connection, sql::version_table(prefix))) return 0;
  return newest_version(connection, prefix, " WHERE applied_at IS NOT NULL");
}

std::vector<std::string> pending_statements(sql::ServerConnection& connection, const std::string& prefix) {
  std::vector<std::string> statements;
  const bool is_known = table_exists(connection, sql::version_table(prefix));
  if (!is_known) statements.push_back(make_version_table(prefix));
  const int begun = is_known ? begun_version(connection, prefix) : 0;
  for (int next = schema_version(connection, prefix) + 1; next <= newest_schema_version(); ++next) {
    if (next > begun) {
      statements.push_back(statements_of(next, prefix));
      statements.push_back(note_begun(prefix, next));
    }
    for (const LaterIndex& index : version_at(next).indexes) statements.push_back(statement_of(prefix, index));
    statements.push_back("UPDATE " + sql::version_table(prefix) +
                         " SET applied_at = now() WHERE version = " + std::to_string(next));
  }
  return statements;
}

void migrate(sql::ServerConnection& connection, const std::string& prefix, Time now) {
  const int version = schema_version(connection, prefix);
  sql::refuse_newer_schema(version, newest_schema_version());
  if (version == newest_schema_version()) return;
  connection.execute("SET lock_timeout = '3s'; SET statement_timeout = 0");
  const MigrationLock lock(connection);
  connection.execute(make_version_table(prefix));
  for (int next = schema_version(connection, prefix) + 1; next <= newest_schema_version(); ++next) {
    if (begun_version(connection, prefix) < next) run_with_patience(connection, prefix, next);
    finish(connection, prefix, next, now);
  }
}

}  // namespace gotrue::postgres
