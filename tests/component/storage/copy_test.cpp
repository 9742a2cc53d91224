// From every engine to every engine: what was there is there, value by value.
#include "adapter/storage/copy/copy_all.hpp"

#include <gtest/gtest.h>

#include "adapter/storage/copy/table_reader.hpp"
#include "adapter/storage/mysql/migrations.hpp"
#include "adapter/storage/sqlite/sqlite_schema.hpp"
#include "child_process.hpp"
#include "original_database.hpp"
#include "rows.hpp"
#include "server_database.hpp"
#include "test_storage.hpp"

namespace gotrue {
namespace {

using copy::CopyDatabase;

// One end of a copy: a database of its own with the schema of this binary.
class End {
 public:
  explicit End(const std::string& engine, bool is_migrated = true) : engine_(engine) {
    if (engine == "SQLite") {
      sqlite::open_schema(path(), "")->migrate(kNow);
      return;
    }
    for (const SchemaEngine& known : schema_engines()) {
      if (known.name == engine) server_.emplace(known);
    }
    if (is_migrated) server_->schema()->migrate(kNow);
  }

  std::unique_ptr<CopyDatabase> open(copy::FileUse use = copy::FileUse::Source) const {
    if (!server_) return copy::open_file_database(path(), use);
    return copy::make_server_database(server_->connect(),
                                      engine_ == "MySQL" ? sql::Engine::Mysql : sql::Engine::Postgres);
  }
  void execute(const std::string& sql) const { open(copy::FileUse::Target)->execute(sql); }
  std::string query(const std::string& sql) const {
    const auto database = open();
    sql::PreparedQuery query(database->connection(), sql);
    sql::Cursor row = query();
    return row.next() ? row.text(0) : "no row";
  }
  // Every row of every table.
  copy::TableSum sum() const {
    copy::TableSum sum;
    const auto database = open();
    for (const copy::CopiedTable& table : copy::copied_tables()) {
      copy::TableReader reader(*database, "", table);
      reader.for_each([&](const copy::KeyedRow& row) { sum.add(reader.digest(row)); });
    }
    return sum;
  }

 private:
  std::string path() const { return directory_.file("gotrue.db"); }

  const std::string engine_;
  TemporaryDirectory directory_;
  std::optional<ServerDatabaseOfTest> server_;
};

// A row in every table, with every kind of value that another engine could spoil; and many users.
void fill(const End& end, int users) {
  const auto database = end.open(copy::FileUse::Target);
  database->begin();
  const auto run = [&](const char* sql, const auto&... values) {
    sql::PreparedQuery query(database->connection(), sql);
    query(values...).run();
  };
  const std::string hash("\0\xFF\x80 hash of thirty-two bytes, here", 32);
  const std::optional<Time> none;
  for (int number = 1; number <= users; ++number) {
    run("INSERT INTO users (id, instance_id, aud, email, encrypted_password, confirmed_at, recovery_token,"
        " raw_user_meta_data, is_super_admin, created_at) VALUES (?,?,?,?,?,?,?,?,?,?)",
        id_of(number), kInstance, "", "User" + std::to_string(number) + "@example.com", "", number % 2 ? std::optional(kNow) : none,
        std::optional<std::string>(), "{ \"b\" : 1.0,\n\"a\":\"\xF0\x9F\x98\x80 o'brien\" }", number % 2, kNow);
  }
  run("INSERT INTO instances (id, uuid, raw_base_config) VALUES (?,?,?)", kInstance, "", "{}");
  run("INSERT INTO refresh_tokens (id, instance_id, token_hash, user_id, revoked, created_at) VALUES (?,?,?,?,?,?)",
      9'000'000'000'000'000'001, kInstance, sql::Blob{hash}, id_of(1), 1, kNow);
  for (int number = 1; number <= 3; ++number) {
    run("INSERT INTO audit_log_entries (id, instance_id, payload, created_at) VALUES (?,?,?,?)", id_of(4 - number),
        kInstance, "{\"n\": " + std::to_string(number) + "}", kNow);
  }
  run("INSERT INTO sessions (id, user_id, created_at, user_agent) VALUES (?,?,?,?)", id_of(1), id_of(1), kNow, "  spaces  ");
  run("INSERT INTO identities (id, instance_id, provider, subject) VALUES (?,?,?,?)", id_of(1), kInstance, "github", "Ä\n");
  run("INSERT INTO one_time_tokens (user_id, kind, token_hash) VALUES (?,?,?)", id_of(1), 2, sql::Blob{hash});
  run("INSERT INTO outbox (id, recipient, payload, attempts, created_at) VALUES (?,?,?,?,?)", 77, "a@b", "{}", 3, kNow);
  run("INSERT INTO mail_frequency (instance_id, kind, email_normal, last_at) VALUES (?,?,?,?)", kInstance, 1, "a@b", kNow);
  run("INSERT INTO flow_codes (code_hash, expires_at) VALUES (?,?)", sql::Blob{hash}, kNow);
  run("INSERT INTO spent_ids (id_hash, expires_at) VALUES (?,?)", sql::Blob{hash}, kNow);
  database->commit();
}

void copy_between(const End& from, const End& to, const std::function<void(const copy::CopyReport&)>& report = [](const auto&) {}) {
  const auto source = from.open();
  const auto target = to.open(copy::FileUse::Target);
  copy::copy_all({*source, ""}, {*target, ""}, "source", report);
}

std::string refusal_of_copy(const End& from, const End& to) {
  try {
    copy_between(from, to);
  } catch (const StorageError& error) {
    return error.what();
  }
  return "copied";
}

std::vector<std::string> engines() {
  std::vector<std::string> names = {"SQLite"};
  for (const SchemaEngine& engine : schema_engines()) names.push_back(engine.name);
  return names;
}

class Copy : public testing::TestWithParam<std::tuple<std::string, std::string>> {
 protected:
  End from{std::get<0>(GetParam())};
  End to{std::get<1>(GetParam())};
};

TEST_P(Copy, KeepsEveryValueOfEveryTable) {
  fill(from, 3);
  copy_between(from, to);

  EXPECT_EQ(to.sum(), from.sum());
  EXPECT_EQ(to.sum().rows, 15u);
  EXPECT_EQ(to.query("SELECT raw_user_meta_data FROM users"), "{ \"b\" : 1.0,\n\"a\":\"\xF0\x9F\x98\x80 o'brien\" }");
  EXPECT_EQ(to.query("SELECT email_normal FROM users ORDER BY id"), "user1@example.com");
  // Ids go on behind those that came.
  to.execute("INSERT INTO outbox (recipient) VALUES ('x')");
  EXPECT_EQ(to.query("SELECT recipient FROM outbox WHERE id = 78"), "x");
}

TEST_P(Copy, LeavesALookUpByAddressToTheIndexOfAddresses) {
  if (std::get<1>(GetParam()) != "PostgreSQL") return;
  fill(from, 1'000);
  copy_between(from, to);

  const std::string plan = to.query("EXPLAIN SELECT id FROM users WHERE instance_id = '" + kInstance.to_string() +
                                    "' AND aud = '' AND email_normal = 'user500@example.com'");
  EXPECT_NE(plan.find("users_by_email"), std::string::npos) << plan;
}

TEST_P(Copy, GoesOnAfterAKillWhereverItWas) {
  fill(from, 1'200);
  struct Killed {};
  for (int reports = 0, is_done = 0; !is_done; reports += 2) {
    try {
      int left = reports;
      copy_between(from, to, [&](const auto&) {
        if (left-- == 0) throw Killed();
      });
      is_done = 1;
    } catch (const Killed&) {
    }
  }
  EXPECT_EQ(to.sum(), from.sum());
  EXPECT_EQ(refusal_of_copy(from, to), "the target is not empty: its table users holds rows");
}

TEST_P(Copy, GoesOnAfterItsProcessWasKilled) {
  fill(from, 1'200);
  for (int killed = 0; killed < 4; ++killed) {
    ChildProcess copying([this](ParentChannel& parent) {
      copy_between(from, to, [&](const copy::CopyReport& report) {
        parent.report(report.table);
        if (report.table == "users" && !report.is_verified) parent.wait_for_word();
      });
    });
    // Behind each of the three pages of users, and then somewhere in the rest.
    const std::string table = copying.read_line();
    EXPECT_EQ(table, killed < 3 ? "users" : "instances");
    copying.kill_at_once();
  }
  copy_between(from, to);
  EXPECT_EQ(to.sum(), from.sum());
}

INSTANTIATE_TEST_SUITE_P(Pairs, Copy, testing::Combine(testing::ValuesIn(engines()), testing::ValuesIn(engines())),
                         [](const auto& test) { return std::get<0>(test.param) + "To" + std::get<1>(test.param); });

TEST(CopyOfTables, KnowsEveryTableAndColumnOfTheSchema) {
  const End end("SQLite");
  const auto database = end.open();
  std::set<std::string> known = {"gotrue_migrations.version", "gotrue_migrations.applied_at", "users.email_normal"};
  for (const copy::CopiedTable& table : copy::copied_tables()) {
    for (const copy::Column& column : table.columns) known.insert(std::string(table.name) + "." + column.name);
  }
  sql::PreparedQuery query(database->connection(),
                           "SELECT m.name || '.' || c.name FROM sqlite_schema AS m, pragma_table_info(m.name) AS c"
                           " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'");
  sql::Cursor row = query();
  std::set<std::string> there;
  while (row.next()) there.insert(row.text(0));
  EXPECT_EQ(known, there) << "copy/table_list.cpp lacks what a version of the schema added";
}

TEST(CopyOfTables, RefusesATargetWithOtherRows) {
  const End from("SQLite"), other("SQLite"), to("SQLite");
  fill(from, 1);
  to.execute("INSERT INTO sessions (id) VALUES ('x')");
  EXPECT_EQ(refusal_of_copy(from, to), "the target is not empty: its table sessions holds rows");
}

TEST(CopyOfTables, RefusesToGoOnWithTheCopyOfAnotherDatabase) {
  const End from("SQLite"), to("SQLite");
  fill(from, 1);
  to.execute("CREATE TABLE gotrue_copy (name PRIMARY KEY, last_key); INSERT INTO gotrue_copy VALUES ('', 'other')");
  EXPECT_EQ(refusal_of_copy(from, to), "the target holds an unfinished copy of another database");
}

TEST(CopyOfTables, NamesTheRowThatTheSourceChangedMeanwhile) {
  const End from("SQLite"), to("SQLite");
  fill(from, 2);
  struct Killed {};
  EXPECT_THROW(copy_between(from, to, [](const auto&) { throw Killed(); }), Killed);
  from.execute("UPDATE users SET role = 'x' WHERE id LIKE '%2'");
  EXPECT_NE(refusal_of_copy(from, to).find("table users, row " + id_of(2).to_string()), std::string::npos);
}

TEST(CopyOfTables, NamesTheRowThatAnEngineCannotHold) {
  for (const std::string& engine : engines()) {
    if (engine == "SQLite") continue;
    const End from("SQLite"), to(engine);
    fill(from, 2);
    from.execute("UPDATE users SET role = CAST(x'ff' AS TEXT) WHERE id LIKE '%2'");
    EXPECT_EQ(refusal_of_copy(from, to),
              "table users, row " + id_of(2).to_string() + ": the target cannot hold the text of role");
    from.execute("UPDATE users SET role = 'x', is_super_admin = 100000 WHERE id LIKE '%2'");
    EXPECT_EQ(refusal_of_copy(from, to).find("table users, row " + id_of(2).to_string() + ": "), 0u);
  }
}

TEST(CopyOfTables, TakesADatabaseOfTheOriginalAsItIs) {
  if (schema_engines().empty()) GTEST_SKIP() << "GOTRUE_TEST_MYSQL_URL is not set";
  const End from("MySQL", false), to("SQLite");
  from.execute(OriginalDatabase().create_tables());
  OriginalUser user;
  user.id = id_of(1).to_string();
  user.email = " Ann@Example.com";
  user.recovery_token = "'recoverrecoverrecoverA'";
  from.execute(OriginalDatabase().insert(user));
  from.execute(OriginalDatabase().insert_refresh_token("refreshrefreshrefreshA", user.id));
  from.execute(OriginalDatabase().insert_audit_entry(id_of(2).to_string(), "{}"));

  copy_between(from, to);

  EXPECT_EQ(to.sum().rows, 3u);
  EXPECT_EQ(to.query("SELECT email || email_normal || recovery_token FROM users"),
            " Ann@Example.comann@example.comrecoverrecoverrecoverA");
  EXPECT_EQ(to.query("SELECT created_at FROM users"), "1514862245000000");
}

// What MySQL compares without case, and what is read with care from a database of the original alone.
TEST(CopyOfTables, BringsRowsOfTheOriginalIntoOurForm) {
  if (schema_engines().empty()) GTEST_SKIP() << "GOTRUE_TEST_MYSQL_URL is not set";
  const OriginalDatabase original("", "text");
  const End from("MySQL", false), to("SQLite");
  from.execute(original.create_tables());
  OriginalUser user;
  user.id = "ABCDEFAB-0000-4000-8000-00000000ABCD";
  user.email = "ann@example.com";
  user.aud = "NULL";
  user.app_metadata = "'{broken}'";
  user.user_metadata = R"('{"a": 1, "a": 2}')";
  from.execute(original.insert(user));
  from.execute(original.insert_refresh_token("refreshrefreshrefreshA", user.id));

  copy_between(from, to);

  EXPECT_EQ(to.query("SELECT u.id || t.user_id FROM users u, refresh_tokens t"),
            "abcdefab-0000-4000-8000-00000000abcdabcdefab-0000-4000-8000-00000000abcd");
  EXPECT_EQ(to.query("SELECT aud IS NOT NULL FROM users"), "1");
  EXPECT_EQ(to.query("SELECT raw_app_meta_data || raw_user_meta_data FROM users"), R"({}{"a":2})");
}

}  // namespace
}  // namespace gotrue
