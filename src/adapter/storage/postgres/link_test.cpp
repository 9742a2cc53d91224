// Against a real server: GOTRUE_TEST_POSTGRES_URL, from scripts/lib/postgres.sh.
#include "adapter/storage/postgres/link.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "adapter/storage/sql/server_connection.hpp"
#include "real_clock.hpp"

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
  const ServerStatement& statement = link.prepare("SELECT CAST($1 AS text)");
  const std::string text(20'000'000, 'x');
  const ResultHandle result = link.run(statement, {{BoundValue::Kind::Text, 0, text}});
  EXPECT_EQ(PqLibrary::get().length(result.get(), 0, 0), 20'000'000);
}

TEST_F(PostgresLink, GivesUpAtTheDeadline) {
  const RealClock clock;
  Link link = open();
  const Monotonic end = clock.monotonic() + std::chrono::milliseconds(100);
  link.set_deadline({&clock, end});
  EXPECT_THROW(link.query("SELECT pg_sleep(8)"), sql::ConnectionLost);
  EXPECT_LT(clock.monotonic(), end + std::chrono::seconds(7));
}

TEST_F(PostgresLink, RunsWhatWasLeftInItsOrderBeforeTheNextStatement) {
  Link link = open();
  link.query("CREATE TEMPORARY TABLE t (n int)");
  const ServerStatement& insert = link.prepare("INSERT INTO t SELECT $1 + COUNT(*) FROM t");
  link.run_later(insert, {{BoundValue::Kind::Integer, 10, {}}});
  link.run_later(insert, {{BoundValue::Kind::Integer, 20, {}}});

  const ResultHandle sum = link.run(link.prepare("SELECT CAST(string_agg(n::text, ',') AS text) FROM t"), {});

  EXPECT_STREQ(PqLibrary::get().value(sum.get(), 0, 0), "10,21");
  EXPECT_EQ(link.count_later(), 0u);
}

TEST_F(PostgresLink, RunsNothingBehindAStatementThatFails) {
  Link link = open();
  link.query("CREATE TEMPORARY TABLE t (n int PRIMARY KEY)");
  const ServerStatement& insert = link.prepare("INSERT INTO t VALUES ($1)");
  link.run_later("BEGIN");
  for (const int n : {1, 1, 2}) link.run_later(insert, {{BoundValue::Kind::Integer, n, {}}});

  EXPECT_THROW(link.run("COMMIT"), DuplicateKey);

  link.query("ROLLBACK");
  const ResultHandle count = link.query("SELECT COUNT(*) FROM t");
  EXPECT_STREQ(PqLibrary::get().value(count.get(), 0, 0), "0");
}

TEST_F(PostgresLink, GivesUpTheStatementBeforeTheConnection) {
  Link link = open();
  link.query("SET statement_timeout = 50");
  EXPECT_THROW(link.query("SELECT pg_sleep(5)"), StorageError);
  EXPECT_TRUE(link.is_usable());
}

}  // namespace
}  // namespace gotrue::postgres
