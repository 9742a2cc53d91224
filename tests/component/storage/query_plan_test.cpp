// No statement that a common request, a courier or the janitor sends reads a whole table.
#include "adapter/storage/sql/refresh_batch.hpp"
#include "adapter/storage/sql/sql_repositories.hpp"
#include "adapter/storage/sql/user_batch.hpp"
#include "adapter/storage/sqlite/migrations.hpp"
#include "explaining_connection.hpp"
#include "rows.hpp"
#include "server_database.hpp"
#include "sqlite_fixture.hpp"

namespace gotrue {
namespace {

constexpr int kRows = 400;
constexpr auto kPast = std::chrono::hours(24 * 365);

// A migrated database with a connection of its own.
class PlannedDatabase {
 public:
  virtual ~PlannedDatabase() = default;
  virtual sql::Connection& connection() = 0;
  virtual void execute(const std::string& sql) = 0;
  virtual sql::Engine engine() const = 0;
  // A number that grows with every row that the connection reads, or that the statements run for it.
  virtual std::int64_t rows_read() = 0;
};

// Steps of the machine that runs SQLite's statements: a row takes some of them.
class StepCounter {
 public:
  explicit StepCounter(sqlite3* database) {
    sqlite3_progress_handler(database, 1, [](void* count) { return ++*static_cast<std::int64_t*>(count), 0; }, &steps_);
  }
  std::int64_t steps() const { return steps_; }

 private:
  std::int64_t steps_ = 0;
};

class PlannedFile final : public PlannedDatabase {
 public:
  PlannedFile() { sqlite::migrate(file_, "", kNow); }
  sql::Connection& connection() override { return file_; }
  void execute(const std::string& sql) override { file_.execute(sql.c_str()); }
  sql::Engine engine() const override { return sql::Engine::Sqlite; }
  std::int64_t rows_read() override { return counter_.steps() / kStepsPerRow; }

 private:
  static constexpr int kStepsPerRow = 10;
  TemporaryDirectory directory_;
  sqlite::SqliteConnection file_{directory_.file("gotrue.db"), sqlite::OpenMode::ReadWriteCreate};
  StepCounter counter_{file_.handle()};
};

class PlannedServer final : public PlannedDatabase {
 public:
  explicit PlannedServer(const SchemaEngine& engine_of_test) : engine_(engine_of_test), database_(engine_of_test) {
    database_.schema()->migrate(kNow);
    connection_ = database_.connect();
  }
  sql::Connection& connection() override { return *connection_; }
  void execute(const std::string& sql) override { connection_->execute(sql); }
  sql::Engine engine() const override {
    return engine_.name == "MySQL" ? sql::Engine::Mysql : sql::Engine::Postgres;
  }
  std::int64_t rows_read() override {
    const auto statement = connection_->prepare(engine() == sql::Engine::Mysql ? kMysqlRowsRead : kPostgresRowsRead);
    sql::Cursor row(*statement);
    row.next();
    return row.int64(0);
  }

 private:
  static constexpr const char* kMysqlRowsRead =
      "SELECT CAST(SUM(variable_value) AS SIGNED) FROM information_schema.session_status WHERE variable_name IN"
      " ('Handler_read_first', 'Handler_read_key', 'Handler_read_last', 'Handler_read_next', 'Handler_read_prev',"
      " 'Handler_read_rnd_next')";
  // Of the transaction; what an index gave and what was fetched from tables.
  static constexpr const char* kPostgresRowsRead =
      "SELECT CAST(SUM(pg_stat_get_xact_tuples_returned(oid) + pg_stat_get_xact_tuples_fetched(oid)) AS bigint)"
      " FROM pg_class WHERE relname ~ '^(outbox|hook_deliveries)'";
  const SchemaEngine engine_;
  ServerDatabaseOfTest database_;
  std::unique_ptr<sql::ServerConnection> connection_;
};

struct PlannedEngine {
  std::string name;
  std::function<std::unique_ptr<PlannedDatabase>()> make;
};

std::ostream& operator<<(std::ostream& out, const PlannedEngine& engine) { return out << engine.name; }

std::vector<PlannedEngine> planned_engines() {
  std::vector<PlannedEngine> engines = {{"SQLite", [] { return std::make_unique<PlannedFile>(); }}};
  for (const SchemaEngine& engine : schema_engines()) {
    engines.push_back({engine.name, [engine] { return std::make_unique<PlannedServer>(engine); }});
  }
  return engines;
}

HookDelivery delivery_of(int number, Time due) {
  HookDelivery delivery;
  delivery.id = id_of(number);
  delivery.instance_id = kInstance;
  delivery.user_id = id_of(number);
  delivery.url = "https://hooks.example.com";
  delivery.payload = "{}";
  delivery.created_at = kNow;
  delivery.updated_at = kNow;
  delivery.next_attempt_at = due;
  return delivery;
}

class QueryPlans : public testing::TestWithParam<PlannedEngine> {
 protected:
  QueryPlans() {
    flavour.engine = database->engine();
    fill();
    analyze();
    flavour.locks_rows = flavour.engine != sql::Engine::Sqlite;
  }

  static std::string token_of(int number) { return "token" + std::to_string(number); }

  void fill_row(Repositories& tx, int number) {
    // What couriers claim is a small part of what waits.
    const Time due = number % 100 == 0 ? kNow : kNow + 1h;
    tx.users().insert(user_of(number));
    const Session session = session_of(number, id_of(number));
    tx.sessions().insert(session);
    tx.refresh_tokens().insert(refresh_token_of(session), token_of(number));
    tx.one_time_tokens().replace(kInstance, id_of(number), OneTimeTokenKind::Recovery, token_of(number), kNow);
    OutboxMessage message = message_of(number, user_of(number).email);
    message.next_attempt_at = due;
    tx.outbox().replace(message);
    tx.hook_deliveries().insert(delivery_of(number, due));
    tx.mail_frequency().set_last(kInstance, MailKind::Recovery, user_of(number).email, kNow);
    tx.flow_codes().insert({kInstance, id_of(number), "challenge", kNow + 1h}, token_of(number));
    tx.spent_ids().spend("state", token_of(number), kNow + 1h);
    tx.identities().insert({id_of(number), kInstance, id_of(number), "github", token_of(number), "", kNow, kNow});
    tx.instances().insert({id_of(number), id_of(number), "{}", kNow, kNow});
    tx.audit().insert(audit_entry_of(number, "{}"));
  }

  void fill() {
    database->execute("BEGIN");
    sql::SqlRepositories repositories(database->connection(), flavour);
    for (int number = 1; number <= kRows; ++number) fill_row(repositories, number);
    database->execute("COMMIT");
  }

  void analyze() {
    if (flavour.engine != sql::Engine::Mysql) return database->execute("ANALYZE");
    database->execute(
        "ANALYZE TABLE users, sessions, refresh_tokens, one_time_tokens, outbox, hook_deliveries, mail_frequency,"
        " flow_codes, spent_ids, identities, instances, audit_log_entries");
  }

  void sign_in_and_look(Repositories& tx) {
    for (const char* email : {"user7@example.com", "nobody@example.com"}) tx.users().find_by_email(kInstance, "api", email);
    User user = tx.users().find_by_id(kInstance, id_of(7)).value();
    tx.users().update(user);
    tx.sessions().find(kInstance, id_of(7));
    tx.sessions().list_by_user(kInstance, id_of(7));
    tx.identities().find(kInstance, "github", token_of(7));
    tx.instances().find(id_of(7));
    tx.instances().find_by_uuid(id_of(7));
  }

  void refresh(Repositories& tx) {
    for (const std::string& token : {token_of(7), std::string("unknown")}) {
      tx.refresh_tokens().find(kInstance, token);
      tx.refresh_tokens().find_owned(kInstance, token);
    }
    const auto owned = tx.refresh_tokens().find_owned(kInstance, token_of(7));
    tx.refresh_tokens().revoke(owned->token.id, kNow);
    tx.refresh_tokens().revoke_family(owned->token, kNow);
    tx.sessions().touch(session_of(7, id_of(7)));
    tx.sessions().remove(kInstance, id_of(7), id_of(7));
    tx.sessions().remove_by_user(kInstance, id_of(8), id_of(8));
  }

  void verify_and_recover(Repositories& tx) {
    tx.one_time_tokens().find(kInstance, OneTimeTokenKind::Recovery, token_of(9));
    tx.one_time_tokens().replace(kInstance, id_of(9), OneTimeTokenKind::Recovery, "new", kNow);
    tx.one_time_tokens().remove(kInstance, id_of(9), OneTimeTokenKind::Recovery);
    tx.mail_frequency().find_last(kInstance, MailKind::Recovery, "user9@example.com");
    tx.mail_frequency().set_last(kInstance, MailKind::Recovery, "user9@example.com", kNow);
    tx.outbox().replace(message_of(9, "user9@example.com"));
    tx.flow_codes().take(kInstance, token_of(9));
    tx.spent_ids().spend("state", token_of(9), kNow);
  }

  void deliver_and_clean_up(Repositories& tx) {
    for (const OutboxMessage& message : tx.outbox().claim(kNow, kNow + 1min, 8)) {
      tx.outbox().postpone(message.id, 1, kNow + 1h, "later");
    }
    for (const HookDelivery& delivery : tx.hook_deliveries().claim(kNow, kNow + 1min, 8)) {
      tx.hook_deliveries().update(delivery);
    }
    tx.outbox().next_due();
    tx.hook_deliveries().next_due();
    tx.hook_deliveries().remove_old(kNow - kPast, kNow - kPast, 100);
    tx.expiry().remove_expired(kNow, kNow - kPast, kNow - kPast, 100);
    tx.expiry().remove_dead_sessions(Uuid{}, kNow - kPast, 100);
  }

  void run_batches(sql::Connection& connection) {
    std::vector<sql::RefreshCall> calls;
    calls.emplace_back(SoughtRefreshToken{kInstance, token_of(11)});
    calls.emplace_back(SoughtRefreshToken{kInstance, token_of(12)});
    sql::RefreshBatch refreshes(connection, flavour);
    refreshes.find(std::span(calls).first(1));
    refreshes.find(calls);
    const auto& first = calls[0].found;
    const auto& second = calls[1].found;
    ASSERT_TRUE(first && second);
    refreshes.write({{{first->token.id, kNow}, {second->token.id, kNow}},
                     {session_of(11, id_of(11)), session_of(12, id_of(12))},
                     {},
                     {}});
    std::vector<sql::UserLookUp> users = {{{kInstance, first->user.id}}, {{kInstance, second->user.id}}};
    sql::UserBatch(connection, flavour).find(users);
    EXPECT_TRUE(users[0].found && users[1].found);
  }

  std::vector<std::string> scans() {
    ExplainingConnection explaining(database->connection(), flavour.engine);
    database->execute("BEGIN");
    sql::SqlRepositories tx(explaining, flavour);
    sign_in_and_look(tx);
    refresh(tx);
    verify_and_recover(tx);
    deliver_and_clean_up(tx);
    if (flavour.engine != sql::Engine::Sqlite) run_batches(explaining);
    database->execute("ROLLBACK");
    EXPECT_GT(explaining.explained(), 40u);
    return explaining.scans();
  }

  std::unique_ptr<PlannedDatabase> database = GetParam().make();
  sql::Flavour flavour;
};

TEST_P(QueryPlans, UseAnIndexInEveryStatementOfCommonRequestsCouriersAndTheJanitor) {
  for (const std::string& scan : scans()) ADD_FAILURE() << scan;
}

// Those under a lease come before what is due next; the rest of the table behind it.
TEST_P(QueryPlans, TellTheCouriersWhenTheNextIsDueFromAFewRows) {
  constexpr std::int64_t kFew = 40;
  database->execute("BEGIN");
  sql::SqlRepositories tx(database->connection(), flavour);
  ASSERT_EQ(tx.outbox().claim(kNow, kNow + 2h, 4).size(), 4u);
  ASSERT_EQ(tx.hook_deliveries().claim(kNow, kNow + 2h, 4).size(), 4u);

  const std::int64_t start = database->rows_read();
  const std::int64_t for_asking = database->rows_read() - start;
  EXPECT_EQ(tx.outbox().next_due(), kNow + 1h);
  const std::int64_t of_mails = database->rows_read() - start - 2 * for_asking;
  EXPECT_EQ(tx.hook_deliveries().next_due(), kNow + 1h);
  const std::int64_t of_hooks = database->rows_read() - start - 3 * for_asking - of_mails;
  database->execute("ROLLBACK");

  EXPECT_GT(of_mails, 0);
  EXPECT_LT(of_mails, kFew);
  EXPECT_GT(of_hooks, 0);
  EXPECT_LT(of_hooks, kFew);
}

TEST_P(QueryPlans, AreSeenToScanWhenAnIndexIsMissing) {
  database->execute(flavour.engine == sql::Engine::Mysql ? "DROP INDEX refresh_tokens_by_hash ON refresh_tokens"
                                                         : "DROP INDEX refresh_tokens_by_hash");
  analyze();
  EXPECT_FALSE(scans().empty());
}

std::string name_of(const testing::TestParamInfo<PlannedEngine>& test) { return test.param.name; }

INSTANTIATE_TEST_SUITE_P(Engines, QueryPlans, testing::ValuesIn(planned_engines()), name_of);

}  // namespace
}  // namespace gotrue
