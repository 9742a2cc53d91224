// The schema comes to be once, and a file of the future is left alone.
#include "adapter/storage/sqlite/migrations.hpp"
#include "sqlite_fixture.hpp"

namespace gotrue {
namespace {

class SqliteMigration : public SqliteFile {
 protected:
  std::int64_t query(const char* sql) const {
    return sqlite::SqliteConnection(path, sqlite::OpenMode::ReadWrite).query_int64(sql);
  }
};

TEST_F(SqliteMigration, RunAgainChangesNothing) {
  EXPECT_EQ(sqlite::migrate_file(command_options(), clock), sqlite::newest_schema_version());
  insert(*open_server(), user_of(1));
  const auto schema_cookie = query("PRAGMA schema_version");
  clock.advance(1h);

  EXPECT_EQ(sqlite::migrate_file(command_options(), clock), sqlite::newest_schema_version());

  EXPECT_EQ(query("PRAGMA schema_version"), schema_cookie);
  EXPECT_EQ(query("SELECT COUNT(*) FROM gotrue_migrations"), sqlite::newest_schema_version());
  EXPECT_TRUE(is_there(*open_server(), 1));
}

TEST_F(SqliteMigration, RunsBesideAServer) {
  const auto server = open_server();
  insert(*server, user_of(1));

  EXPECT_EQ(sqlite::migrate_file(command_options(), clock), sqlite::newest_schema_version());
  EXPECT_TRUE(is_there(*server, 1));
}

TEST_F(SqliteMigration, RefusesASchemaNewerThanTheBinary) {
  open_server().reset();
  execute("INSERT INTO gotrue_migrations (version, applied_at) VALUES (999, 0)");

  expect_refusal(refusal_of([&] { open_server(); }), StorageError::Kind::Broken,
                 "schema version 999, this binary knows " + std::to_string(sqlite::newest_schema_version()) +
                     ": start a newer gotrue");
  expect_refusal(refusal_of([&] { sqlite::migrate_file(command_options(), clock); }), StorageError::Kind::Broken,
                 "start a newer gotrue");
}

TEST_F(SqliteMigration, RefusesANewerSchemaWithoutAutomigrateToo) {
  open_server().reset();
  execute("INSERT INTO gotrue_migrations (version, applied_at) VALUES (999, 0)");
  sqlite::SqliteOptions manual = options();
  manual.automigrate = false;

  expect_refusal(refusal_of([&] { open(manual); }), StorageError::Kind::Broken, "start a newer gotrue");
}

TEST_F(SqliteMigration, IsAskedForWhenItIsNotAutomatic) {
  sqlite::SqliteOptions manual = options();
  manual.automigrate = false;

  expect_refusal(refusal_of([&] { open(manual); }), StorageError::Kind::Broken, "run `gotrue migrate`");
  sqlite::migrate_file(manual, clock);
  EXPECT_NO_THROW(open(manual));
}

TEST_F(SqliteMigration, IsUndoneWhenAStepFails) {
  execute("CREATE TABLE identities (theirs)");

  expect_refusal(refusal_of([&] { open_server(); }), StorageError::Kind::Broken, "identities already exists");

  EXPECT_EQ(query("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'users'"), 0);
  execute("DROP TABLE identities");
  EXPECT_NO_THROW(open_server());
}

TEST_F(SqliteMigration, KeepsTheTablesOfAPrefixToThemselves) {
  sqlite::SqliteOptions prefixed = command_options();
  prefixed.table_prefix = "auth_";
  const auto plain = open_command();
  const auto with_prefix = open(prefixed);

  insert(*plain, user_of(1));

  EXPECT_FALSE(is_there(*with_prefix, 1));
  EXPECT_EQ(query("SELECT COUNT(*) FROM auth_gotrue_migrations"), sqlite::newest_schema_version());
}

}  // namespace
}  // namespace gotrue
