#include "adapter/storage/mysql/migrations.hpp"

#include "adapter/storage/mysql/migration_lock.hpp"
#include "adapter/storage/mysql/online_alter.hpp"
#include "adapter/storage/mysql/table_changes.hpp"
#include "adapter/storage/mysql/versions.hpp"
#include "adapter/storage/sql/schema_text.hpp"

namespace gotrue::mysql {
namespace {

std::string make_version_table(const std::string& prefix) {
  return "CREATE TABLE IF NOT EXISTS " + sql::version_table(prefix) +
         " (version int NOT NULL PRIMARY KEY, applied_at datetime(6) NULL) ENGINE=InnoDB";
}

void apply(sql::ServerConnection& connection, MigrationLock& lock, const std::string& prefix, int version, Time now) {
  for (const Table& table : *versions()[static_cast<std::size_t>(version - 1)]) {
    lock.hold();
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

bool has_narrow_tables(sql::ServerConnection& connection, const std::string& prefix) {
  Catalogue catalogue(connection);
  return catalogue.is_narrow(prefix + "users", "raw_user_meta_data") ||
         catalogue.is_narrow(prefix + "users", "raw_app_meta_data") ||
         catalogue.is_narrow(prefix + "audit_log_entries", "payload");
}

std::vector<std::string> pending_statements(sql::ServerConnection& connection, const std::string& prefix) {
  std::vector<std::string> statements;
  Catalogue catalogue(connection);
  if (!catalogue.has_table(sql::version_table(prefix))) statements.push_back(make_version_table(prefix));
  const int version = schema_version(connection, prefix);
  const bool has_lease = catalogue.has_table(lease_table(prefix));
  if (version < newest_schema_version() && !has_lease) statements.push_back(make_lease_table(prefix));
  for (int next = version + 1; next <= newest_schema_version(); ++next) {
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

void migrate(sql::ServerConnection& connection, const std::string& prefix, Time now, const Reconnect& reconnect) {
  const int version = schema_version(connection, prefix);
  sql::refuse_newer_schema(version, newest_schema_version());
  if (version == newest_schema_version()) return;
  connection.execute("SET SESSION lock_wait_timeout = 2");
  connection.execute(make_version_table(prefix));
  connection.execute(make_lease_table(prefix));
  MigrationLock lock(connection, prefix, reconnect);
  for (int next = schema_version(connection, prefix) + 1; next <= newest_schema_version(); ++next) {
    apply(connection, lock, prefix, next, now);
  }
}

}  // namespace gotrue::mysql
