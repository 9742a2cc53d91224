// Against a real server: GOTRUE_TEST_POSTGRES_URL.
#include "adapter/storage/postgres/later_indexes.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <future>

#include "adapter/storage/postgres/connector.hpp"

namespace gotrue::postgres {
namespace {

constexpr LaterIndex kIndex{"rows_by_n", "rows", "(n)", false};
constexpr LaterIndex kUnique{"rows_by_n", "rows", "(n)", true};

class LaterIndexes : public testing::Test {
 protected:
  void SetUp() override {
    const char* url = std::getenv("GOTRUE_TEST_POSTGRES_URL");
    if (!url) GTEST_SKIP() << "GOTRUE_TEST_POSTGRES_URL is not set";
    connector = make_connector(url);
    connection = connect();
    connection->execute("DROP SCHEMA IF EXISTS later CASCADE; CREATE SCHEMA later; CREATE TABLE p_rows (id int PRIMARY KEY, n int)");
    connection->execute("INSERT INTO p_rows SELECT i, i / 2 FROM generate_series(1, 1000) AS numbers (i)");
  }
  std::unique_ptr<sql::ServerConnection> connect() const {
    auto made = connector->connect();
    made->execute("SET search_path = later");
    return made;
  }
  std::string query(const std::string& sql) const {
    const auto statement = connection->prepare(sql);
    return statement->step() ? std::string(statement->text(0)) : "no row";
  }
  std::string state() const {
    return query("SELECT CASE WHEN indisvalid THEN 'ready' ELSE 'half-built' END || ' ' || indisunique FROM pg_index"
                 " WHERE indexrelid = to_regclass('p_rows_by_n')");
  }

  std::unique_ptr<sql::Connector> connector;
  std::unique_ptr<sql::ServerConnection> connection;
};

TEST_F(LaterIndexes, AreBuiltOnce) {
  build(*connection, "p_", kIndex);
  EXPECT_EQ(state(), "ready false");
  const std::string id = query("SELECT CAST(CAST(to_regclass('p_rows_by_n') AS oid) AS text)");
  build(*connection, "p_", kIndex);
  EXPECT_EQ(query("SELECT CAST(CAST(to_regclass('p_rows_by_n') AS oid) AS text)"), id);
}

TEST_F(LaterIndexes, ThatAreHalfBuiltAreBuiltAgain) {
  // What rows of before refuse stays behind as a kill would leave it.
  EXPECT_THROW(build(*connection, "p_", kUnique), DuplicateKey);
  EXPECT_EQ(state(), "half-built true");
  connection->execute("DELETE FROM p_rows WHERE id % 2 = 1");
  build(*connection, "p_", kUnique);
  EXPECT_EQ(state(), "ready true");
}

TEST_F(LaterIndexes, LetWritersWriteWhileTheyWaitForAnOpenTransaction) {
  const auto open = connect();
  open->begin();
  open->prepare("UPDATE p_rows SET n = 1 WHERE id = 1")->step();
  std::future<void> building = std::async(std::launch::async, [this] {
    const auto builder = connect();
    build(*builder, "p_", kIndex);
  });
  while (state() == "no row") std::this_thread::sleep_for(std::chrono::milliseconds(5));

  for (int id = 2; id < 20; ++id) {
    connect()->execute("UPDATE p_rows SET n = -1 WHERE id = " + std::to_string(id));
  }
  EXPECT_EQ(state(), "half-built false");

  open->commit();
  building.get();
  EXPECT_EQ(state(), "ready false");
  EXPECT_EQ(query("SELECT CAST(COUNT(*) AS text) FROM p_rows WHERE n = -1"), "18");
}

}  // namespace
}  // namespace gotrue::postgres
