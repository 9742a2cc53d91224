// Engines whose servers the environment names (scripts/test starts them); without one they are left out.
#include <cstdlib>

#include "adapter/storage/mysql/connector.hpp"
#include "adapter/storage/mysql/migrations.hpp"
#include "adapter/storage/postgres/connector.hpp"
#include "adapter/storage/postgres/migrations.hpp"
#include "adapter/storage/sql/pooled_storage.hpp"
#include "storage_engine.hpp"

namespace gotrue {
namespace {

constexpr const char* kPrefix = "suite_";
constexpr const char* kTables[] = {"users",      "sessions", "refresh_tokens", "one_time_tokens", "identities",
                                   "audit_log_entries", "outbox",   "mail_frequency", "instances", "flow_codes",
                                   "spent_ids",  "hook_deliveries", "saml_keys"};

using MakeConnector = std::unique_ptr<sql::Connector> (*)(const std::string& url);
using Migrate = void (*)(sql::ServerConnection& connection, const std::string& prefix, Time now);

struct ServerEngine {
  sql::Engine engine;
  std::string url;
  MakeConnector make_connector;
  Migrate migrate;
};

// One set of tables for all tests of the process: making them takes longer than a test. Each test finds them empty.
class ServerDatabase final : public EngineDatabase {
 public:
  ServerDatabase(const ServerEngine& engine, const Clock& clock) : engine_(engine), clock_(clock) {
    const auto connection = engine.make_connector(engine.url)->connect();
    engine.migrate(*connection, kPrefix, clock.now());
    for (const char* table : kTables) connection->execute(std::string("DELETE FROM ") + kPrefix + table);
  }

  std::unique_ptr<Storage> open(TokenForm form) override {
    sql::Flavour flavour;
    flavour.prefix = kPrefix;
    flavour.hash_tokens = form == TokenForm::Hashed;
    flavour.engine = engine_.engine;
    return std::make_unique<sql::PooledStorage>(engine_.make_connector(engine_.url), flavour,
                                                sql::PooledStorageOptions{}, clock_);
  }

 private:
  const ServerEngine engine_;
  const Clock& clock_;
};

void add(std::vector<StorageEngine>& engines, const std::string& name, const char* variable, ServerEngine engine) {
  const char* url = std::getenv(variable);
  if (!url || !*url) return;
  engine.url = url;
  engines.push_back({name, [engine](const Clock& clock) { return std::make_unique<ServerDatabase>(engine, clock); }});
}

}  // namespace

std::vector<StorageEngine> server_engines() {
  std::vector<StorageEngine> engines;
  add(engines, "MySQL", "GOTRUE_TEST_MYSQL_URL", {sql::Engine::Mysql, {}, mysql::make_connector,
       [](sql::ServerConnection& connection, const std::string& prefix, Time now) {
         mysql::migrate(connection, prefix, now);
       }});
  add(engines, "PostgreSQL", "GOTRUE_TEST_POSTGRES_URL",
      {sql::Engine::Postgres, {}, postgres::make_connector, postgres::migrate});
  return engines;
}

}  // namespace gotrue
