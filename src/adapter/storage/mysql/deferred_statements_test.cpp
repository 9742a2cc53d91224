// Statements whose outcome nobody asks for: how they gather, and the order in which they are run.
#include "adapter/storage/mysql/mysql_connection.hpp"
#include "adapter/storage/mysql/server_fixture.hpp"

namespace gotrue::mysql {
namespace {

class MysqlDeferredTest : public ServerTest {
 protected:
  // How many statements the server ran for this connection by the array binding.
  static int arrays_run(sql::Connection& connection) {
    sql::PreparedQuery status(connection, "SHOW SESSION STATUS LIKE 'Com_stmt_execute'");
    sql::Cursor row = status();
    return row.next() ? std::stoi(row.text(1)) : -1;
  }
};

TEST_F(MysqlDeferredTest, RunsWhatWasLeftInItsOrderBeforeTheNextStatement) {
  const auto connection = connect();
  connection->execute("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, s VARCHAR(50) CHARACTER SET utf8mb4,"
                      " b VARBINARY(50), d DATETIME(6), n BIGINT)");
  sql::PreparedQuery insert(*connection, "INSERT INTO t (s, b, d, n) VALUES (?,?,?,?)");
  const std::string text = "grüße 😀 '; DROP TABLE t; -- \\";
  const std::string bytes("\x00\xff'", 3);
  connection->begin_next();
  insert(text, sql::Blob{bytes}, kMoment, std::int64_t{-1} << 62).run_later();
  insert("", std::optional<sql::Blob>(), std::optional<Time>(), 2).run_later();
  sql::PreparedQuery select(*connection, "SELECT s, b, d, n FROM t ORDER BY id");
  {
    sql::Cursor row = select();
    ASSERT_TRUE(row.next());
    EXPECT_EQ(row.text(0), text);
    EXPECT_EQ(row.text(1), bytes);
    EXPECT_EQ(row.time(2), kMoment);
    EXPECT_EQ(row.int64(3), std::int64_t{-1} << 62);
    ASSERT_TRUE(row.next());
    EXPECT_EQ(row.text(0), "");
    EXPECT_EQ(row.optional_time(2), std::nullopt);
    EXPECT_EQ(row.int64(3), 2);
  }
  connection->rollback();
  connection->begin_look_up();
  EXPECT_FALSE(select().next());
}

TEST_F(MysqlDeferredTest, CommitsNothingBehindAStatementThatFails) {
  const auto connection = connect();
  connection->execute("CREATE TABLE t (id INT PRIMARY KEY)");
  sql::PreparedQuery insert(*connection, "INSERT INTO t VALUES (?)");
  for (int round = 0; round < 2; ++round) {
    connection->begin_next();
    for (const int id : {1, 1, 2}) insert(id).run_later();
    EXPECT_THROW(connection->commit(), DuplicateKey);
    connection->rollback();
  }
  connection->begin_next();
  insert(7).run_later();
  connection->commit();
  connection->begin_look_up();
  sql::PreparedQuery sum(*connection, "SELECT SUM(id) FROM t");
  sql::Cursor row = sum();
  ASSERT_TRUE(row.next());
  EXPECT_EQ(row.int64(0), 7);
}

TEST_F(MysqlDeferredTest, RunsRowsOfOneStatementAsFewArraysAndInTheirOrder) {
  const auto connection = connect();
  ASSERT_TRUE(connection->gathers_rows());
  connection->execute("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, s VARCHAR(200) CHARACTER SET utf8mb4,"
                      " b VARBINARY(50), d DATETIME(6), n BIGINT)");
  sql::PreparedQuery insert(*connection, "INSERT INTO t (s, b, d, n) VALUES (?,?,?,?)");
  const std::string bytes("\x00\xff'", 3);
  const int before = arrays_run(*connection);
  connection->begin_next();
  for (int i = 0; i < 150; ++i) {
    const bool is_null = i % 3 == 0;
    insert(is_null ? std::optional<std::string>() : "grüße 😀" + std::string(static_cast<std::size_t>(i), '!'),
           is_null ? std::optional<sql::Blob>() : sql::Blob{bytes},
           is_null ? std::optional<Time>() : kMoment + std::chrono::microseconds(i),
           is_null ? std::optional<std::int64_t>() : (std::int64_t{-1} << 62) + i)
        .run_later();
  }
  connection->commit();
  EXPECT_EQ(arrays_run(*connection) - before, 4) << "64, 64 and 22 rows, and the question itself";
  sql::PreparedQuery select(*connection, "SELECT s, b, d, n FROM t ORDER BY id");
  sql::Cursor row = select();
  for (int i = 0; i < 150; ++i) {
    ASSERT_TRUE(row.next()) << i;
    const bool is_null = i % 3 == 0;
    EXPECT_EQ(row.text(0), is_null ? "" : "grüße 😀" + std::string(static_cast<std::size_t>(i), '!'));
    EXPECT_EQ(row.text(1), is_null ? "" : bytes);
    EXPECT_EQ(row.optional_time(2), is_null ? std::nullopt : std::optional(kMoment + std::chrono::microseconds(i)));
    EXPECT_EQ(row.int64(3), is_null ? 0 : (std::int64_t{-1} << 62) + i);
  }
  EXPECT_FALSE(row.next());
}

TEST_F(MysqlDeferredTest, KeepsTheOrderOfStatementsThatGatherRows) {
  const auto connection = connect();
  connection->execute("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, n INT, s VARCHAR(50))");
  sql::PreparedQuery insert(*connection, "INSERT INTO t (n, s) VALUES (?, ?)");
  sql::PreparedQuery update(*connection, "UPDATE t SET s = CONCAT(s, ?) WHERE n = ?");
  connection->begin_next();
  // More than one array holds, then each of few rows, then a statement without rows of its own.
  for (int i = 0; i < 150; ++i) insert(i, "a").run_later();
  for (int i = 0; i < 150; ++i) update("b", i).run_later();
  insert(7, "late").run_later();
  EXPECT_EQ(update("c", 7).run(), 2);
  for (int i = 0; i < 20; ++i) {
    insert(200 + i, "x").run_later();
    update("y", 200 + i).run_later();
  }
  insert(300, "p").run_later();
  for (int i = 0; i < 20; ++i) update("q", 300).run_later();
  connection->commit();
  connection->begin_look_up();
  const auto all = [&](const char* where) {
    return query(*connection, std::string("SELECT GROUP_CONCAT(DISTINCT s ORDER BY id) FROM t WHERE ") + where);
  };
  EXPECT_EQ(all("n < 150 AND n <> 7"), "ab");
  EXPECT_EQ(all("n = 7"), "abc,latec");
  EXPECT_EQ(all("n >= 200 AND n < 300"), "xy");
  EXPECT_EQ(all("n = 300"), "p" + std::string(20, 'q'));
  EXPECT_EQ(query(*connection, "SELECT CONCAT(COUNT(*)) FROM t"), "172");
}

TEST_F(MysqlDeferredTest, TakesValuesOfOtherTypesInLaterRows) {
  const auto connection = connect();
  connection->execute("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(50))");
  sql::PreparedQuery insert(*connection, "INSERT INTO t (v) VALUES (?)");
  connection->begin_next();
  for (int i = 0; i < 40; ++i) i % 2 == 0 ? insert(i).run_later() : insert("text").run_later();
  connection->commit();
  connection->begin_look_up();
  EXPECT_EQ(query(*connection, "SELECT GROUP_CONCAT(v ORDER BY id) FROM t WHERE id < 5"), "0,text,2,text");
}

TEST_F(MysqlDeferredTest, GathersNothingOverARollback) {
  const auto connection = connect();
  connection->execute("CREATE TABLE t (id INT PRIMARY KEY)");
  sql::PreparedQuery insert(*connection, "INSERT INTO t VALUES (?)");
  connection->begin_next();
  for (int id = 0; id < 30; ++id) insert(id).run_later();
  connection->rollback();
  for (int id = 100; id < 130; ++id) insert(id).run_later();
  connection->commit();
  connection->begin_look_up();
  EXPECT_EQ(query(*connection, "SELECT CONCAT(COUNT(*), ' ', MIN(id)) FROM t"), "30 100");
}

TEST_F(MysqlDeferredTest, RunsAloneAndInArraysAgainAfterAFailure) {
  const auto connection = connect();
  connection->execute("CREATE TABLE t (id INT PRIMARY KEY)");
  sql::PreparedQuery insert(*connection, "INSERT INTO t VALUES (?)");
  connection->begin_next();
  for (int id = 0; id < 30; ++id) insert(id == 20 ? 10 : id).run_later();
  EXPECT_THROW(connection->commit(), DuplicateKey);
  connection->rollback();
  EXPECT_EQ(insert(100).run(), 1);
  for (int id = 200; id < 230; ++id) insert(id).run_later();
  connection->commit();
  connection->begin_look_up();
  EXPECT_EQ(query(*connection, "SELECT CONCAT(COUNT(*), ' ', MIN(id), ' ', MAX(id)) FROM t"), "31 100 229");
}

}  // namespace
}  // namespace gotrue::mysql
