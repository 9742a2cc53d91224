#include "adapter/storage/mysql/mysql_connection.hpp"

#include <thread>

#include "adapter/storage/mysql/server_fixture.hpp"

namespace gotrue::mysql {
namespace {

class MysqlConnectionTest : public ServerTest {};

TEST_F(MysqlConnectionTest, GivesBackWhatWasBound) {
  const auto connection = connect();
  connection->execute("CREATE TABLE t (i BIGINT, s VARCHAR(50) CHARACTER SET utf8mb4, b VARBINARY(50), d DATETIME(6),"
                      " w TIMESTAMP NULL, n INT)");
  sql::PreparedQuery insert(*connection, "INSERT INTO t (i, s, b, d, w, n) VALUES (?,?,?,?,?,?)");
  const std::string bytes("\x00\xff'\\", 4);
  const std::int64_t number = std::int64_t{-1} << 62;
  const std::string text = "grüße 😀 '\"\\";
  EXPECT_EQ(insert(number, text, sql::Blob{bytes}, kMoment, kMoment, std::optional<int>{}).run(), 1);

  sql::PreparedQuery select(*connection, "SELECT i, s, b, d, w, n FROM t");
  sql::Cursor row = select();
  ASSERT_TRUE(row.next());
  EXPECT_EQ(row.int64(0), number);
  EXPECT_EQ(row.text(1), text);
  EXPECT_EQ(row.text(2), bytes);
  EXPECT_EQ(row.time(3), kMoment);
  EXPECT_EQ(row.time(4), std::chrono::floor<std::chrono::seconds>(kMoment)) << "cut, not rounded";
  EXPECT_EQ(row.optional_time(5), std::nullopt);
  EXPECT_EQ(row.int64(5), 0);
  EXPECT_FALSE(row.next());
}

TEST_F(MysqlConnectionTest, ReadsLongTextsAmongShortOnes) {
  const auto connection = connect();
  connection->execute("CREATE TABLE t (id INT PRIMARY KEY, s LONGTEXT, e VARCHAR(5))");
  sql::PreparedQuery insert(*connection, "INSERT INTO t VALUES (?,?,?)");
  const std::size_t sizes[] = {1, 256, 257, 100'000, 3, 300'000, 0};
  for (int id = 0; id < 7; ++id) insert(id, std::string(sizes[id], static_cast<char>('a' + id)), "end").run();
  sql::PreparedQuery select(*connection, "SELECT s, e FROM t ORDER BY id");
  for (int round = 0; round < 2; ++round) {
    sql::Cursor row = select();
    for (int id = 0; id < 7; ++id) {
      ASSERT_TRUE(row.next());
      EXPECT_EQ(row.text(0), std::string(sizes[id], static_cast<char>('a' + id)));
      EXPECT_EQ(row.text(1), "end");
    }
    EXPECT_FALSE(row.next());
  }
}

TEST_F(MysqlConnectionTest, ReadsEveryKindOfNumberAndTime) {
  const auto connection = connect();
  sql::PreparedQuery query(*connection, "SELECT COUNT(*), SUM(1), CAST(1 AS DECIMAL(20,0)), 1 = 1, CAST('42' AS CHAR),"
                                        " GREATEST(CAST('2024-02-29 23:59:58.987654' AS DATETIME(6)),"
                                        " COALESCE(NULL, CAST('2020-01-01' AS DATETIME(6)))),"
                                        " '2024-02-29 23:59:58.987654'");
  sql::Cursor row = query();
  ASSERT_TRUE(row.next());
  for (int column = 0; column < 4; ++column) EXPECT_EQ(row.int64(column), 1) << column;
  EXPECT_EQ(row.int64(4), 42);
  EXPECT_EQ(row.time(5), kMoment);
  EXPECT_EQ(row.time(6), kMoment);
}

TEST_F(MysqlConnectionTest, RunsStatementsInsideEachOther) {
  const auto connection = connect();
  sql::PreparedQuery outer(*connection, "SELECT 1 UNION SELECT 2");
  sql::PreparedQuery inner(*connection, "SELECT ? + 10");
  sql::Cursor row = outer();
  std::int64_t sum = 0;
  while (row.next()) {
    sql::Cursor other = inner(row.int64(0));
    ASSERT_TRUE(other.next());
    sum += other.int64(0);
  }
  EXPECT_EQ(sum, 23);
}

TEST_F(MysqlConnectionTest, CountsTheRowsThatAnUpdateFinds) {
  const auto connection = connect();
  connection->execute("CREATE TABLE t (id INT PRIMARY KEY, v INT); INSERT INTO t VALUES (1, 5), (2, 5)");
  sql::PreparedQuery update(*connection, "UPDATE t SET v = ? WHERE id = ?");
  EXPECT_EQ(update(5, 1).run(), 1) << "found, though it stays the same";
  EXPECT_EQ(update(6, 1).run(), 1);
  EXPECT_EQ(update(6, 3).run(), 0);
}

TEST_F(MysqlConnectionTest, RefusesDuplicatesWithoutRepeatingThem) {
  const auto connection = connect();
  connection->execute("CREATE TABLE t (s VARCHAR(50) PRIMARY KEY)");
  sql::PreparedQuery insert(*connection, "INSERT INTO t VALUES (?)");
  insert("secret").run();
  try {
    insert("secret").run();
    FAIL();
  } catch (const DuplicateKey& error) {
    EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos);
  }
  EXPECT_TRUE(connection->is_usable());
  insert("other").run();
}

TEST_F(MysqlConnectionTest, RefusesWhatWouldBeStoredOtherwise) {
  const auto connection = connect();
  connection->execute("CREATE TABLE t (s VARCHAR(3), n INT NOT NULL)");
  sql::PreparedQuery insert(*connection, "INSERT INTO t (s, n) VALUES (?,?)");
  EXPECT_THROW(insert("long", 1).run(), StorageError);
  EXPECT_THROW(insert("s", std::optional<int>()).run(), StorageError);
  EXPECT_THROW(connection->execute("INSERT INTO t (s) VALUES ('s')"), StorageError);
  EXPECT_THROW(connection->execute("SELECT * FROM missing"), StorageError);
  EXPECT_THROW(connection->prepare("SELECT * FROM missing")->step(), StorageError);
}

TEST_F(MysqlConnectionTest, RollsBack) {
  const auto connection = connect();
  connection->execute("CREATE TABLE t (id INT)");
  connection->begin();
  connection->execute("INSERT INTO t VALUES (1)");
  connection->rollback();
  connection->begin();
  connection->execute("INSERT INTO t VALUES (2), (3)");
  connection->commit();
  sql::PreparedQuery count(*connection, "SELECT COUNT(*) FROM t");
  sql::Cursor row = count();
  ASSERT_TRUE(row.next());
  EXPECT_EQ(row.int64(0), 2);
}

TEST_F(MysqlConnectionTest, SeesWhatOthersCommitInATransactionAndOneSnapshotInARead) {
  const auto connection = connect();
  const auto other = connect();
  connection->execute("CREATE TABLE t (v INT); INSERT INTO t VALUES (1)");
  sql::PreparedQuery select(*connection, "SELECT v FROM t");
  const auto seen = [&] {
    sql::Cursor row = select();
    row.next();
    return row.int64(0);
  };
  connection->begin();
  EXPECT_EQ(seen(), 1);
  other->execute("UPDATE t SET v = 2");
  EXPECT_EQ(seen(), 2);
  connection->commit();

  connection->begin_read();
  other->execute("UPDATE t SET v = 3");
  EXPECT_EQ(seen(), 2) << "the snapshot is taken at the beginning";
  EXPECT_THROW(connection->execute("UPDATE t SET v = 4"), StorageError);
  connection->commit();
  EXPECT_EQ(seen(), 3);
}

TEST_F(MysqlConnectionTest, DoesNotTakeSettingsOfTheServerThatItsStatementsDoNotExpect) {
  const auto operators = connect();
  operators->execute("SET GLOBAL completion_type = 'CHAIN', GLOBAL sql_safe_updates = 1, GLOBAL sql_select_limit = 1");
  const auto connection = connect();
  operators->execute("SET GLOBAL completion_type = DEFAULT, GLOBAL sql_safe_updates = DEFAULT,"
                     " GLOBAL sql_select_limit = DEFAULT");
  connection->execute("CREATE TABLE t (v INT); INSERT INTO t VALUES (1), (2)");
  connection->begin();
  connection->execute("UPDATE t SET v = v + 1");
  connection->commit();
  connection->begin_read();
  sql::PreparedQuery select(*connection, "SELECT v FROM t ORDER BY v");
  {
    sql::Cursor row = select();
    EXPECT_TRUE(row.next() && row.next());
  }
  connection->commit();
}

TEST_F(MysqlConnectionTest, TellsADeadlockFromOtherErrors) {
  const auto one = connect();
  const auto other = connect();
  one->execute("CREATE TABLE t (id INT PRIMARY KEY, v INT); INSERT INTO t VALUES (1, 0), (2, 0)");
  one->begin();
  other->begin();
  one->execute("UPDATE t SET v = 1 WHERE id = 1");
  other->execute("UPDATE t SET v = 1 WHERE id = 2");
  int conflicts = 0;
  const auto update = [&](sql::ServerConnection& connection, const char* sql) {
    try {
      connection.execute(sql);
      connection.commit();
      return 0;
    } catch (const sql::TransactionConflict&) {
      connection.rollback();
      return 1;
    }
  };
  std::thread thread([&] { conflicts = update(*one, "UPDATE t SET v = 2 WHERE id = 2"); });
  const int others = update(*other, "UPDATE t SET v = 2 WHERE id = 1");
  thread.join();
  EXPECT_EQ(conflicts + others, 1);
  EXPECT_TRUE(one->is_usable() && other->is_usable());
}

TEST_F(MysqlConnectionTest, NoticesThatItWasKilled) {
  const auto connection = connect();
  EXPECT_TRUE(connection->ping());
  const auto other = connect();
  sql::PreparedQuery id(*connection, "SELECT CONNECTION_ID()");
  {
    sql::Cursor row = id();
    ASSERT_TRUE(row.next());
    other->execute("KILL " + std::to_string(row.int64(0)));
  }
  EXPECT_THROW(id().next(), sql::ConnectionLost);
  EXPECT_FALSE(connection->is_usable());
  EXPECT_FALSE(connection->ping());
  connection->rollback();
}

TEST_F(MysqlConnectionTest, GivesUpASilentServerButWaitsForAnAlteration) {
  url_ += "&readTimeout=1s";
  const auto connection = connect();
  connection->execute("DO SLEEP(2)");
  sql::PreparedQuery sleep(*connection, "SELECT SLEEP(3)");
  EXPECT_THROW(sleep().next(), sql::ConnectionLost);
  EXPECT_FALSE(connection->is_usable());
}

TEST_F(MysqlConnectionTest, ReadsAndWritesInUtc) {
  const auto connection = connect();
  EXPECT_EQ(query(*connection, "SELECT @@session.time_zone"), "+00:00");
  EXPECT_EQ(query(*connection, "SELECT @@session.character_set_client"), "utf8mb4");
}

TEST_F(MysqlConnectionTest, TriesTheHostsInTurn) {
  const auto open = url_.find('(');
  url_.insert(open + 1, "127.0.0.1:1,");
  EXPECT_TRUE(connect()->ping());
}

TEST_F(MysqlConnectionTest, SaysWhyItCannotConnectWithoutThePassword) {
  const std::string address = url_.substr(url_.rfind('@'));
  for (const std::string& url : {"gotrue:secret" + address, std::string("u:secret@tcp(127.0.0.1:1)/db"),
                                 std::string("u:secret@unix(/nowhere)/db")}) {
    try {
      make_connector(url)->connect();
      ADD_FAILURE();
    } catch (const StorageError& error) {
      const std::string text = error.what();
      EXPECT_EQ(error.kind(), StorageError::Kind::Unavailable);
      EXPECT_TRUE(text.starts_with("cannot connect to the database: ")) << text;
      EXPECT_EQ(text.find("secret"), std::string::npos) << text;
      EXPECT_EQ(text.find('\n'), std::string::npos) << text;
    }
  }
}

TEST_F(MysqlConnectionTest, NeverGoesOnWithoutTheTlsThatIsAskedFor) {
  if (query(*connect(), "SELECT @@have_ssl") == "YES") GTEST_SKIP() << "the server has TLS";
  const std::string plain = url_;
  for (const char* tls : {"&tls=true", "&tls=skip-verify"}) {
    url_ = plain + tls;
    EXPECT_THROW(connect(), StorageError) << tls;
  }
  url_ = plain + "&tls=preferred";
  EXPECT_TRUE(connect()->ping());
  url_ = plain;
}

}  // namespace
}  // namespace gotrue::mysql
