// Against a real server: GOTRUE_TEST_POSTGRES_URL, from scripts/lib/postgres.sh. Every test makes a schema of its own.
#include "adapter/storage/postgres/postgres_connection.hpp"

#include <gtest/gtest.h>
#include <poll.h>

#include <cstdlib>
#include <thread>

#include "adapter/storage/postgres/connector.hpp"
#include "adapter/storage/postgres/migrations.hpp"

namespace gotrue::postgres {
namespace {

using sql::ServerConnection;

const Time kNow{std::chrono::microseconds(1'700'000'000'123'456)};

class PostgresServer : public testing::Test {
 protected:
  void SetUp() override {
    const char* url = std::getenv("GOTRUE_TEST_POSTGRES_URL");
    if (!url) GTEST_SKIP() << "GOTRUE_TEST_POSTGRES_URL is not set";
    connector_ = make_connector(url);
    connection_ = connect();
    connection_->execute("DROP SCHEMA IF EXISTS unit CASCADE; CREATE SCHEMA unit");
  }

  std::unique_ptr<ServerConnection> connect() const {
    auto connection = connector_->connect();
    connection->execute("SET search_path = unit");
    return connection;
  }

  // The first column of the first row.
  std::string query(const std::string& sql) const {
    const auto statement = connection_->prepare(sql);
    return statement->step() ? std::string(statement->text(0)) : "";
  }

  void make_rows() const {
    connection_->execute("CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t VALUES (1, 0), (2, 0)");
  }

  std::unique_ptr<sql::Connector> connector_;
  std::unique_ptr<ServerConnection> connection_;
};

TEST_F(PostgresServer, KeepsValuesOfEveryKind) {
  connection_->execute(
      "CREATE TABLE v (small smallint, large bigint, chars varchar(36), bytes bytea, moment timestamptz,"
      " nothing text)");
  const auto insert = connection_->prepare("INSERT INTO v VALUES (?,?,?,?,?,?)");
  insert->bind_int64(1, 1);
  insert->bind_int64(2, -1'234'567'890'123);
  insert->bind_text(3, "it's \xc3\xa4 ?");
  insert->bind_blob(4, std::string_view("\0\xff'", 3));
  insert->bind_time(5, kNow);
  insert->bind_null(6);
  EXPECT_FALSE(insert->step());
  EXPECT_EQ(insert->changed_rows(), 1);

  const auto row = connection_->prepare("SELECT small, large, chars, bytes, moment, nothing, COUNT(*) OVER () FROM v");
  ASSERT_TRUE(row->step());
  EXPECT_EQ(row->int64(0), 1);
  EXPECT_EQ(row->int64(1), -1'234'567'890'123);
  EXPECT_EQ(row->text(2), "it's \xc3\xa4 ?");
  EXPECT_EQ(row->text(3), std::string_view("\0\xff'", 3));
  EXPECT_EQ(row->time(4), kNow);
  EXPECT_TRUE(row->is_null(5));
  EXPECT_EQ(row->int64(6), 1);
  EXPECT_FALSE(row->step());
}

TEST_F(PostgresServer, ReadsDecimalsAndIds) {
  EXPECT_EQ(query("SELECT CAST('6f1c2e0a-0000-4000-8000-00000000000a' AS uuid)"),
            "6f1c2e0a-0000-4000-8000-00000000000a");
  EXPECT_EQ(query("SELECT CAST('{\"a\": 1}' AS jsonb)"), "{\"a\": 1}");
  const auto sum = connection_->prepare("SELECT SUM(n) FROM (VALUES (CAST(20000 AS bigint)), (3)) AS numbers (n)");
  ASSERT_TRUE(sum->step());
  EXPECT_EQ(sum->int64(0), 20003);
}

TEST_F(PostgresServer, RunsAStatementAgainAfterReset) {
  const auto statement = connection_->prepare("SELECT CAST(? AS int) + 1");
  for (int i = 0; i < 10; ++i) {
    statement->bind_int64(1, i);
    ASSERT_TRUE(statement->step());
    EXPECT_EQ(statement->int64(0), i + 1);
    statement->reset();
  }
}

TEST_F(PostgresServer, TellsADuplicateKey) {
  make_rows();
  EXPECT_THROW(connection_->execute("INSERT INTO t VALUES (1, 1)"), DuplicateKey);
  EXPECT_TRUE(connection_->is_usable());
}

TEST_F(PostgresServer, GoesOnAfterADuplicateKeyOfAPreparedInsert) {
  make_rows();
  const auto insert = connection_->prepare("INSERT INTO t (id, n) VALUES (?,?)");
  connection_->begin();
  insert->bind_int64(1, 1);
  insert->bind_int64(2, 7);
  EXPECT_THROW(insert->step(), DuplicateKey);
  insert->reset();
  insert->bind_int64(1, 3);
  EXPECT_FALSE(insert->step());
  connection_->commit();
  EXPECT_EQ(query("SELECT COUNT(*) FROM t WHERE id = 3 OR n = 7"), "1");
}

TEST_F(PostgresServer, RefusesToCommitWhatHasFailed) {
  make_rows();
  connection_->begin();
  connection_->execute("INSERT INTO t VALUES (3, 1)");
  EXPECT_THROW(connection_->execute("INSERT INTO t VALUES (1, 1)"), DuplicateKey);
  EXPECT_THROW(connection_->commit(), StorageError);
  EXPECT_EQ(query("SELECT COUNT(*) FROM t"), "2");
}

TEST_F(PostgresServer, BeginsATransactionWithItsFirstStatement) {
  make_rows();
  const auto remove = connection_->prepare("DELETE FROM t WHERE id = ?");
  remove->bind_int64(1, 1);
  connection_->begin();
  remove->step();
  EXPECT_EQ(remove->changed_rows(), 1);
  connection_->rollback();
  connection_->begin();
  connection_->commit();
  connection_->begin_read();
  connection_->rollback();
  EXPECT_EQ(query("SELECT COUNT(*) FROM t"), "2");
}

TEST_F(PostgresServer, TellsThatTheFirstStatementFailed) {
  make_rows();
  const auto divide = connection_->prepare("SELECT 1 / CAST(? AS int)");
  divide->bind_int64(1, 5'000'000'000);
  connection_->begin();
  EXPECT_THROW(divide->step(), StorageError);
  connection_->rollback();
  divide->bind_int64(1, 0);
  connection_->begin();
  EXPECT_THROW(divide->step(), StorageError);
  connection_->rollback();
  EXPECT_TRUE(connection_->is_usable());
  EXPECT_EQ(query("SELECT COUNT(*) FROM t"), "2");
}

TEST_F(PostgresServer, TellsAConnectionThatWasEndedBeforeATransaction) {
  const auto other = connect();
  const auto pid = other->prepare("SELECT pg_backend_pid()");
  ASSERT_TRUE(pid->step());
  connection_->execute("SELECT pg_terminate_backend(" + std::to_string(pid->int64(0)) + ")");
  pid->reset();
  other->begin();
  EXPECT_THROW(pid->step(), sql::ConnectionLost);
  other->rollback();
  EXPECT_FALSE(other->is_usable());
}

TEST_F(PostgresServer, RollsBack) {
  make_rows();
  connection_->begin();
  connection_->execute("DELETE FROM t");
  connection_->rollback();
  EXPECT_EQ(query("SELECT COUNT(*) FROM t"), "2");
}

TEST_F(PostgresServer, ReadsOneSnapshot) {
  make_rows();
  const auto other = connect();
  connection_->begin_read();
  EXPECT_EQ(query("SELECT COUNT(*) FROM t"), "2");
  other->execute("DELETE FROM t");
  EXPECT_EQ(query("SELECT COUNT(*) FROM t"), "2");
  connection_->commit();
  EXPECT_EQ(query("SELECT COUNT(*) FROM t"), "0");
}

TEST_F(PostgresServer, SeesAfterALockWhatItsHolderWrote) {
  make_rows();
  const auto other = connect();
  other->begin();
  other->execute("UPDATE t SET n = n + 1 WHERE id = 1");
  std::thread holder([&] {
    poll(nullptr, 0, 200);
    other->commit();
  });
  connection_->begin();
  connection_->execute("UPDATE t SET n = n + 1 WHERE id = 1");
  connection_->commit();
  holder.join();
  EXPECT_EQ(query("SELECT n FROM t WHERE id = 1"), "2");
}

TEST_F(PostgresServer, TellsADeadlock) {
  make_rows();
  const auto other = connect();
  connection_->begin();
  other->begin();
  connection_->execute("UPDATE t SET n = 1 WHERE id = 1");
  other->execute("UPDATE t SET n = 1 WHERE id = 2");
  bool was_conflict = false;
  std::thread second([&] {
    try {
      other->execute("UPDATE t SET n = 1 WHERE id = 1");
    } catch (const sql::TransactionConflict&) {
      was_conflict = true;
    }
    other->rollback();
  });
  try {
    connection_->execute("UPDATE t SET n = 1 WHERE id = 2");
  } catch (const sql::TransactionConflict&) {
    was_conflict = true;
  }
  connection_->rollback();
  second.join();
  EXPECT_TRUE(was_conflict);
}

TEST_F(PostgresServer, TellsAConnectionThatWasEnded) {
  const auto other = connect();
  EXPECT_TRUE(other->ping());
  const auto pid = other->prepare("SELECT pg_backend_pid()");
  ASSERT_TRUE(pid->step());
  connection_->execute("SELECT pg_terminate_backend(" + std::to_string(pid->int64(0)) + ")");
  pid->reset();
  EXPECT_THROW(pid->step(), sql::ConnectionLost);
  EXPECT_FALSE(other->is_usable());
  EXPECT_FALSE(other->ping());
  other->rollback();
}

TEST_F(PostgresServer, TellsATransactionThatMayNotWrite) {
  make_rows();
  connection_->execute("SET default_transaction_read_only = on");
  EXPECT_THROW(connection_->execute("DELETE FROM t"), sql::ConnectionLost);
  EXPECT_FALSE(connection_->is_usable());
}

TEST_F(PostgresServer, MigratesOnceHoweverManyBegin) {
  std::vector<std::thread> nodes;
  for (int i = 0; i < 10; ++i) {
    nodes.emplace_back([&] {
      const auto connection = connect();
      migrate(*connection, "ns_", kNow);
    });
  }
  for (std::thread& node : nodes) node.join();

  EXPECT_EQ(schema_version(*connection_, "ns_"), newest_schema_version());
  EXPECT_EQ(query("SELECT COUNT(*) FROM ns_gotrue_migrations"), std::to_string(newest_schema_version()));
  EXPECT_EQ(schema_version(*connection_, ""), 0);
}

TEST_F(PostgresServer, RefusesASchemaThatIsNewer) {
  migrate(*connection_, "", kNow);
  connection_->execute("INSERT INTO gotrue_migrations VALUES (99, now())");
  EXPECT_THROW(migrate(*connection_, "", kNow), StorageError);
}

TEST_F(PostgresServer, HasNoTextForAMemberOfWhatIsNoJson) {
  migrate(*connection_, "", kNow);
  EXPECT_EQ(query("SELECT gotrue_json_text('{\"full_name\": \"Ann\"}', 'full_name')"), "Ann");
  EXPECT_EQ(query("SELECT gotrue_json_text('{broken', 'full_name') IS NULL"), "1");
  EXPECT_EQ(query("SELECT gotrue_json_text('{\"a\": \"\\u0000\"}', 'a') IS NULL"), "1");
  EXPECT_EQ(query("SELECT gotrue_json_text('null', 'a') IS NULL"), "1");
}

TEST(PostgresConnector, SaysInOneLineWhyThereIsNoConnection) {
  try {
    make_connector("postgres://ann:sesame@127.0.0.1:1,127.0.0.1:2/db?sslmode=disable")->connect();
    FAIL();
  } catch (const StorageError& error) {
    const std::string text = error.what();
    EXPECT_EQ(error.kind(), StorageError::Kind::Unavailable);
    EXPECT_NE(text.find("port 2"), std::string::npos);
    EXPECT_EQ(text.find('\n'), std::string::npos);
    EXPECT_EQ(text.find("sesame"), std::string::npos);
  }
}

}  // namespace
}  // namespace gotrue::postgres
