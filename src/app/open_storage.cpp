#include "app/open_storage.hpp"

#include "adapter/storage/mysql/connector.hpp"
#include "adapter/storage/mysql/migrations.hpp"
#include "adapter/storage/mysql/privileges.hpp"
#include "adapter/storage/postgres/connector.hpp"
#include "adapter/storage/postgres/migrations.hpp"
#include "adapter/storage/postgres/privileges.hpp"
#include "adapter/storage/sql/pooled_storage.hpp"
#include "adapter/storage/sqlite/sqlite_storage.hpp"
#include "app/config/database_url.hpp"

namespace gotrue {
namespace {

sqlite::SqliteOptions make_sqlite_options(const Configuration& configuration, StorageUse use) {
  sqlite::SqliteOptions options;
  options.path = configuration.db.path;
  options.table_prefix = configuration.db.table_prefix;
  options.hash_tokens = configuration.security.hash_tokens.value_or(true);
  options.automigrate = configuration.db.migrates_at_start();
  options.is_server = use == StorageUse::Server;
  return options;
}

OpenedDatabase open_embedded(const Configuration& configuration, StorageUse use, const Clock& clock) {
  auto storage = std::make_unique<sqlite::SqliteStorage>(make_sqlite_options(configuration, use), clock);
  LaneExecutor& write_lane = storage->write_lane();
  return {std::move(storage), &write_lane};
}

// What the composition root must know of an engine that is a server.
struct ServerEngine {
  sql::Engine engine;
  std::unique_ptr<sql::Connector> (*make_connector)(const std::string& url);
  int (*newest_schema_version)();
  int (*schema_version)(sql::ServerConnection& connection, const std::string& prefix);
  sql::MissingPrivileges (*find_missing_privileges)(sql::Connection& connection, const std::string& prefix);
};

ServerEngine server_engine(DatabaseDriver driver) {
  if (driver == DatabaseDriver::Mysql) {
    return {sql::Engine::Mysql, mysql::make_connector, mysql::newest_schema_version, mysql::schema_version,
            mysql::find_missing_privileges};
  }
  return {sql::Engine::Postgres, postgres::make_connector, postgres::newest_schema_version, postgres::schema_version,
          postgres::find_missing_privileges};
}

void migrate(const ServerEngine& engine, sql::Connector& connector, sql::ServerConnection& connection,
             const std::string& prefix, Time now) {
  if (engine.engine == sql::Engine::Mysql) {
    return mysql::migrate(connection, prefix, now, [&connector] { return connector.connect(); });
  }
  postgres::migrate(connection, prefix, now);
}

void require_schema(const ServerEngine& engine, sql::ServerConnection& connection, const std::string& prefix) {
  const int version = engine.schema_version(connection, prefix);
  const int newest = engine.newest_schema_version();
  if (version == newest) return;
  throw StorageError(StorageError::Kind::Broken,
                     "the schema of the database has version " + std::to_string(version) + ", this binary needs " +
                         std::to_string(newest) +
                         (version < newest ? ": run `gotrue migrate`" : ": start a newer gotrue"));
}

// The original's migration tool keeps this table; it never has a prefix.
bool has_original_schema(sql::ServerConnection& connection) {
  const auto query = connection.prepare(
      "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 'schema_migration' AND table_schema = DATABASE()");
  return query->step() && query->int64(0) > 0;
}

OpenedDatabase open_server(const Configuration& configuration, const Clock& clock) {
  const ServerEngine engine = server_engine(*configuration.db.driver);
  auto connector = engine.make_connector(std::string(configuration.db.url.reveal()));
  bool is_shared = false;
  bool is_narrow = false;
  {
    const auto connection = connector->connect();
    const std::string& prefix = configuration.db.table_prefix;
    if (configuration.db.migrates_at_start()) migrate(engine, *connector, *connection, prefix, clock.now());
    require_schema(engine, *connection, prefix);
    sql::require_row_privileges(engine.find_missing_privileges(*connection, prefix));
    is_narrow = engine.engine == sql::Engine::Mysql && mysql::has_narrow_tables(*connection, prefix);
    is_shared = engine.engine == sql::Engine::Mysql &&
                !configuration.security.hash_tokens.value_or(!has_original_schema(*connection));
  }
  sql::Flavour flavour;
  flavour.prefix = configuration.db.table_prefix;
  flavour.hash_tokens = configuration.security.hash_tokens.value_or(!is_shared);
  flavour.engine = engine.engine;
  flavour.is_narrow = is_narrow;
  const sql::PooledStorageOptions options;
  auto storage = std::make_unique<sql::PooledStorage>(std::move(connector), flavour, options, clock);
  const auto make_lanes = [pooled = storage.get()](LaneExecutor& threads) {
    return GatheringLanes{pooled->make_look_up_lane(threads), pooled->make_refresh_lane(threads)};
  };
  return {std::move(storage), nullptr, options.callers, make_lanes, is_shared};
}

bool is_embedded(const Configuration& configuration) {
  return configuration.db.driver.value_or(DatabaseDriver::Sqlite) == DatabaseDriver::Sqlite;
}

}  // namespace

OpenedDatabase open_storage(const Configuration& configuration, StorageUse use, const Clock& clock) {
  return is_embedded(configuration) ? open_embedded(configuration, use, clock) : open_server(configuration, clock);
}

std::string describe_database(const Configuration& configuration) {
  if (is_embedded(configuration)) return configuration.db.path;
  return std::string(title_of(*configuration.db.driver));
}

}  // namespace gotrue
