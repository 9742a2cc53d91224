// Against a real server: GOTRUE_TEST_POSTGRES_URL, from scripts/lib/postgres.sh.
#include "adapter/storage/postgres/link.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "adapter/storage/sql/server_connection.hpp"

namespace gotrue::postgres {
namespace {

class PostgresLink : public testing::Test {
 protected:
  void SetUp() override {
    url_ = std::getenv("GOTRUE_TEST_POSTGRES_URL");
    if (!url_) GTEST_SKIP() << "GOTRUE_TEST_POSTGRES_URL is not set";
  }

  Link open() const {
    const char* keywords[] = {"dbname", nullptr};
    const char* values[] = {url_, nullptr};
    return Link(ConnectionHandle(PqLibrary::get().connect(keywords, values, 1)));
  }

  const char* url_ = nullptr;
};

TEST_F(PostgresLink, GivesUpAServerThatIsSilent) {
  Link link = open();
  EXPECT_THROW(link.query("SELECT pg_sleep(5)", std::chrono::milliseconds(100)), sql::ConnectionLost);
  EXPECT_FALSE(link.is_usable());
  EXPECT_THROW(link.query("SELECT 1"), sql::ConnectionLost);
}

TEST_F(PostgresLink, SendsAndReadsManyBytes) {
  Link link = open();
  const ServerStatement statement = link.prepare("s1", "SELECT CAST($1 AS text)");
  const std::string text(20'000'000, 'x');
  const ResultHandle result = link.run(statement, {{BoundValue::Kind::Text, 0, text}});
  EXPECT_EQ(PqLibrary::get().length(result.get(), 0, 0), 20'000'000);
}

TEST_F(PostgresLink, GivesUpTheStatementBeforeTheConnection) {
  Link link = open();
  link.query("SET statement_timeout = 50");
  EXPECT_THROW(link.query("SELECT pg_sleep(5)"), StorageError);
  EXPECT_TRUE(link.is_usable());
}

}  // namespace
}  // namespace gotrue::postgres
