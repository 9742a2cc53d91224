// Migrations of the engines that are servers: once whatever comes together, resumable whatever dies.
#include <gtest/gtest.h>

#include "child_process.hpp"
#include "original_database.hpp"
#include "rows.hpp"
#include "server_database.hpp"

namespace gotrue {
namespace {

// The tables of the original server make the longest way, and the one that matters.
void fill(const ServerDatabaseOfTest& database, const SchemaEngine& engine) {
  if (engine.name == "MySQL") database.execute(OriginalDatabase().create_tables());
}

class ServerMigration : public testing::TestWithParam<SchemaEngine> {
 protected:
  ServerDatabaseOfTest database{GetParam()};

  // A database for which the n-th message to the server is the last one of the process that migrates it.
  bool is_migrated_until(const ServerDatabaseOfTest& on, int n) const {
    int count = 0;
    const auto schema = GetParam().make_schema(make_breaking(on.connect(), n, count), "");
    try {
      schema->migrate(kNow);
    } catch (const sql::ConnectionLost&) {
      return false;
    }
    return count < n;
  }
};

TEST_P(ServerMigration, GoesOnAfterAKillAtEveryChange) {
  fill(database, GetParam());
  database.schema()->migrate(kNow);
  const auto expected = database.catalogue();
  int n = 1;
  for (bool is_through = false; !is_through; ++n) {
    const ServerDatabaseOfTest killed{GetParam()};
    fill(killed, GetParam());
    is_through = is_migrated_until(killed, n);

    const auto schema = killed.schema();
    schema->migrate(kNow);

    ASSERT_EQ(schema->version(), schema->newest()) << "cut at " << n;
    ASSERT_EQ(killed.catalogue(), expected) << "cut at " << n;
  }
  EXPECT_GT(n, 5);
}

TEST_P(ServerMigration, RunsOnceWhenTenProcessesStart) {
  std::vector<std::unique_ptr<ChildProcess>> nodes;
  for (int node = 0; node < 10; ++node) {
    nodes.push_back(std::make_unique<ChildProcess>([this](ParentChannel& parent) {
      parent.wait_for_word();
      const auto schema = database.schema();
      schema->migrate(kNow);
      if (schema->version() != schema->newest()) throw std::runtime_error("not migrated");
    }));
  }
  for (auto& node : nodes) node->say_word();
  for (auto& node : nodes) EXPECT_EQ(node->wait(), 0);
  EXPECT_EQ(database.query("SELECT CAST(COUNT(*) AS CHAR(9)) FROM gotrue_migrations").substr(0, 1),
            std::to_string(database.schema()->newest()));
}

TEST_P(ServerMigration, SaysWhatItWouldDoAndDoesNothing) {
  const auto schema = database.schema("auth_");
  const auto pending = schema->pending();

  EXPECT_FALSE(pending.empty());
  EXPECT_EQ(schema->version(), 0);
  EXPECT_TRUE(database.catalogue().empty());

  schema->migrate(kNow);
  EXPECT_TRUE(schema->pending().empty());
}

TEST_P(ServerMigration, MakesTheSameByTheStatementsOfTheDryRun) {
  const auto connection = database.connect();
  for (const std::string& statement : database.schema()->pending()) connection->execute(statement);
  const auto by_hand = database.catalogue();
  EXPECT_EQ(database.schema()->version(), database.schema()->newest());
  const ServerDatabaseOfTest migrated{GetParam()};
  migrated.schema()->migrate(kNow);

  EXPECT_EQ(by_hand, migrated.catalogue());
}

TEST_P(ServerMigration, RefusesASchemaNewerThanTheBinary) {
  const auto schema = database.schema();
  schema->migrate(kNow);
  database.execute("INSERT INTO gotrue_migrations (version, applied_at) VALUES (999, '2024-01-01 00:00:00')");
  try {
    schema->migrate(kNow);
    FAIL() << "no StorageError";
  } catch (const StorageError& error) {
    EXPECT_EQ(std::string(error.what()), "the database has schema version 999, this binary knows " +
                                             std::to_string(schema->newest()) + ": start a newer gotrue");
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, ServerMigration, testing::ValuesIn(schema_engines()),
                         [](const auto& test) { return test.param.name; });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ServerMigration);

}  // namespace
}  // namespace gotrue
