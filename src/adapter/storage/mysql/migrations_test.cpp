#include "adapter/storage/mysql/migrations.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include "adapter/storage/mysql/schema.hpp"
#include "adapter/storage/mysql/server_fixture.hpp"

namespace gotrue::mysql {
namespace {

using namespace std::chrono_literals;

constexpr Time kNow = Time(std::chrono::sys_days(std::chrono::year(2024) / 5 / 6)) + 7h;

// What the original server leaves behind: its tables, and a user in them.
constexpr const char* kOriginal = R"(
  CREATE TABLE schema_migration (version varchar(14) NOT NULL, UNIQUE KEY (version)) ENGINE=InnoDB;
  INSERT INTO schema_migration VALUES ('20171026211738'), ('20180125194653');
  CREATE TABLE users (instance_id varchar(255), id varchar(255) NOT NULL, aud varchar(255), role varchar(255),
    email varchar(255), encrypted_password varchar(255), confirmed_at timestamp NULL, invited_at timestamp NULL,
    confirmation_token varchar(255), confirmation_sent_at timestamp NULL, recovery_token varchar(255),
    recovery_sent_at timestamp NULL, email_change_token varchar(255), email_change varchar(255),
    email_change_sent_at timestamp NULL, last_sign_in_at timestamp NULL, raw_app_meta_data json,
    raw_user_meta_data json, is_super_admin tinyint(1), created_at timestamp NULL, updated_at timestamp NULL,
    PRIMARY KEY (id), KEY a (instance_id), KEY b (instance_id, email))
    ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
  CREATE TABLE instances (id varchar(255) NOT NULL PRIMARY KEY, uuid varchar(255), raw_base_config longtext,
    created_at timestamp NULL, updated_at timestamp NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8;
  CREATE TABLE refresh_tokens (instance_id varchar(255), id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    token varchar(255), user_id varchar(255), revoked tinyint(1), created_at timestamp NULL,
    updated_at timestamp NULL, KEY a (instance_id), KEY b (instance_id, user_id), KEY c (token))
    ENGINE=InnoDB DEFAULT CHARSET=utf8;
  CREATE TABLE audit_log_entries (instance_id varchar(255), id varchar(255) NOT NULL PRIMARY KEY, payload json,
    created_at timestamp NULL, KEY a (instance_id)) ENGINE=InnoDB DEFAULT CHARSET=utf8;
  INSERT INTO users (instance_id, id, aud, email, created_at) VALUES
    ('i', '1', '', 'Ann@example.com', '2018-01-02 03:04:05'), ('i', '2', '', 'ann@example.com', '2018-01-02 03:04:05');
  INSERT INTO refresh_tokens (instance_id, token, user_id, revoked) VALUES ('i', 'token', '1', 0);
  INSERT INTO audit_log_entries (instance_id, id, payload) VALUES ('i', '1', '{}'))";

class MysqlMigrationsTest : public ServerTest {
 protected:
  static std::string count(sql::Connection& connection, const std::string& from) {
    return query(connection, "SELECT CAST(COUNT(*) AS CHAR) FROM " + from);
  }
};

TEST_F(MysqlMigrationsTest, MakesTheSchemaOfAnEmptyDatabase) {
  const auto connection = connect();
  EXPECT_EQ(schema_version(*connection, ""), 0);
  migrate(*connection, "", kNow);
  EXPECT_EQ(schema_version(*connection, ""), newest_schema_version());
  migrate(*connection, "", kNow);
  EXPECT_EQ(count(*connection, "users"), "0");
  EXPECT_EQ(count(*connection, "information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users'"
                               " AND column_type = 'timestamp(6)' AND is_nullable = 'YES'"), "8");
}

TEST_F(MysqlMigrationsTest, KeepsNamespacesApart) {
  const auto connection = connect();
  migrate(*connection, "one_", kNow);
  EXPECT_EQ(schema_version(*connection, "two_"), 0);
  migrate(*connection, "two_", kNow);
  EXPECT_EQ(count(*connection, "two_users"), "0");
}

TEST_F(MysqlMigrationsTest, AdoptsTheOriginalsDatabaseWithoutTouchingIt) {
  const auto connection = connect();
  connection->execute(kOriginal);
  migrate(*connection, "", kNow);
  EXPECT_EQ(schema_version(*connection, ""), newest_schema_version());
  EXPECT_EQ(count(*connection, "users WHERE email_normal IS NULL AND created_at = '2018-01-02 03:04:05'"), "2");
  EXPECT_EQ(count(*connection, "users WHERE BINARY email = 'Ann@example.com'"), "1");
  EXPECT_EQ(count(*connection, "refresh_tokens WHERE token = 'token' AND token_hash IS NULL"), "1");
  EXPECT_EQ(count(*connection, "schema_migration"), "2");
  EXPECT_EQ(count(*connection, "information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users'"
                               " AND column_type = 'timestamp' AND is_nullable = 'YES'"), "8");
  // The original goes on beside us.
  connection->execute("INSERT INTO users (instance_id, id, aud, email) VALUES ('i', '3', '', 'ANN@example.com');"
                      "INSERT INTO refresh_tokens (instance_id, token, user_id) VALUES ('i', 'other', '3');"
                      "INSERT INTO audit_log_entries (instance_id, id, payload) VALUES ('i', '2', '{}')");
  EXPECT_EQ(count(*connection, "audit_log_entries WHERE id = '1' AND seq IS NULL"), "1");
  EXPECT_EQ(count(*connection, "audit_log_entries WHERE id = '2' AND seq > 0"), "1");
}

TEST_F(MysqlMigrationsTest, GoesOnAfterAKillAtAnyStep) {
  const auto connection = connect();
  for (const char* undone : {"DROP TABLE users", "ALTER TABLE users DROP INDEX users_by_creation",
                             "ALTER TABLE users DROP INDEX users_by_account, DROP COLUMN account_key",
                             "ALTER TABLE audit_log_entries ALTER COLUMN seq DROP DEFAULT", "DROP TABLE mail_frequency",
                             "DROP TABLE gotrue_migrations"}) {
    migrate(*connection, "", kNow);
    connection->execute(undone);
    connection->execute("CREATE TABLE IF NOT EXISTS gotrue_migrations (version int PRIMARY KEY,"
                        " applied_at datetime(6)); DELETE FROM gotrue_migrations");
    migrate(*connection, "", kNow);
    for (const Table& table : first_schema()) {
      for (const IndexAddition& index : table.indexes) {
        EXPECT_NE(count(*connection, std::string("information_schema.statistics WHERE table_schema = DATABASE()") +
                                         " AND index_name = '" + index.name + "'"), "0") << undone << index.name;
      }
    }
    EXPECT_EQ(count(*connection, "mail_frequency"), "0");
    EXPECT_EQ(count(*connection, "gotrue_migrations"), std::to_string(newest_schema_version()));
    EXPECT_EQ(count(*connection, "information_schema.columns WHERE table_schema = DATABASE() AND"
                                 " column_name = 'seq' AND column_default = 'uuid_short()'"), "1") << undone;
  }
}

TEST_F(MysqlMigrationsTest, RunsOnceWhenManyNodesStart) {
  std::vector<std::thread> nodes;
  std::atomic<int> failures = 0;
  for (int node = 0; node < 10; ++node) {
    nodes.emplace_back([&] {
      try {
        const auto connection = connect();
        migrate(*connection, "", kNow);
        if (schema_version(*connection, "") != newest_schema_version()) ++failures;
      } catch (const StorageError&) {
        ++failures;
      }
    });
  }
  for (std::thread& node : nodes) node.join();
  EXPECT_EQ(failures, 0);
}

TEST_F(MysqlMigrationsTest, RefusesANewerSchemaAndAnothersTables) {
  const auto connection = connect();
  migrate(*connection, "", kNow);
  connection->execute("INSERT INTO gotrue_migrations (version) VALUES (999)");
  try {
    migrate(*connection, "", kNow);
    FAIL();
  } catch (const StorageError& error) {
    EXPECT_EQ(error.kind(), StorageError::Kind::Broken);
    EXPECT_EQ(std::string(error.what()), "the database has schema version 999, this binary knows " +
                                             std::to_string(newest_schema_version()) + ": start a newer gotrue");
  }
  connection->execute("CREATE TABLE other_sessions (id INT)");
  EXPECT_THROW(migrate(*connection, "other_", kNow), StorageError);
}

TEST_F(MysqlMigrationsTest, ComparesOurColumnsAsBytes) {
  const auto connection = connect();
  migrate(*connection, "", kNow);
  sql::PreparedQuery insert(*connection, "INSERT INTO users (id, instance_id, aud, email_normal, email, email_normal_of)"
                                        " VALUES (?,?,?,?,'x','x')");
  const std::string longest(1020, 'x');
  int id = 0;
  for (const std::string& email : {std::string("a@b"), std::string("a@b "), std::string("ä@b"), longest}) {
    insert(std::to_string(++id), "i", "", email).run();
  }
  EXPECT_THROW(insert(std::to_string(++id), "i", "", "a@b").run(), DuplicateKey);
}

}  // namespace
}  // namespace gotrue::mysql
