#include "app/config/database_url.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

using Driver = DatabaseDriver;

struct Row {
  const char* url;
  std::optional<Driver> driver;
  Driver expected;
  const char* path;
};
class DatabaseUrl : public testing::TestWithParam<Row> {};

TEST_P(DatabaseUrl, NamesItsDatabase) {
  const auto target = parse_database_url(GetParam().url, GetParam().driver);
  ASSERT_TRUE(target) << GetParam().url << ": " << target.error();
  EXPECT_EQ(target->driver, GetParam().expected) << GetParam().url;
  EXPECT_EQ(target->path, GetParam().path) << GetParam().url;
}

INSTANTIATE_TEST_SUITE_P(Embedded, DatabaseUrl,
                         testing::Values(Row{"", {}, Driver::Sqlite, "gotrue.db"},
                                         Row{"", Driver::Sqlite, Driver::Sqlite, "gotrue.db"},
                                         Row{"sqlite3:///var/lib/g.db", {}, Driver::Sqlite, "/var/lib/g.db"},
                                         Row{"sqlite3://g.db", {}, Driver::Sqlite, "g.db"},
                                         Row{"sqlite3://dir/g.db", Driver::Sqlite, Driver::Sqlite, "dir/g.db"},
                                         Row{"g.db", Driver::Sqlite, Driver::Sqlite, "g.db"},
                                         Row{"/var/lib/g.db", Driver::Sqlite, Driver::Sqlite, "/var/lib/g.db"}));

INSTANTIATE_TEST_SUITE_P(
    Mysql, DatabaseUrl,
    testing::Values(Row{"mysql://user:pw@host:3306/db", {}, Driver::Mysql, ""},
                    Row{"user:pw@tcp(host:3306)/db?parseTime=true", {}, Driver::Mysql, ""},
                    Row{"user@unix(/run/mysqld.sock)/db", {}, Driver::Mysql, ""},
                    Row{"user@host/db", {}, Driver::Mysql, ""}, Row{"user:pw@(host:3306)/db", {}, Driver::Mysql, ""},
                    Row{"user:p@ss:w/rd@tcp(host)/db", {}, Driver::Mysql, ""},
                    Row{"tcp(host)/db", {}, Driver::Mysql, ""},
                    Row{"mysql://user:pw@tcp(host:3306)/db", Driver::Mysql, Driver::Mysql, ""},
                    Row{"anything", Driver::Mysql, Driver::Mysql, ""}));

INSTANTIATE_TEST_SUITE_P(Postgres, DatabaseUrl,
                         testing::Values(Row{"postgres://user:pw@host/db?sslmode=disable", {}, Driver::Postgres, ""},
                                         Row{"postgresql://host/db", {}, Driver::Postgres, ""},
                                         Row{"host=h dbname=d", Driver::Postgres, Driver::Postgres, ""},
                                         Row{"user:pw@host/db", Driver::Postgres, Driver::Postgres, ""}));

struct BadRow {
  const char* url;
  std::optional<Driver> driver;
  const char* error;
};
class BadDatabaseUrl : public testing::TestWithParam<BadRow> {};

TEST_P(BadDatabaseUrl, IsRefusedWithoutBeingRepeated) {
  const auto target = parse_database_url(GetParam().url, GetParam().driver);
  ASSERT_FALSE(target) << GetParam().url;
  EXPECT_EQ(target.error(), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    All, BadDatabaseUrl,
    testing::Values(
        BadRow{"", Driver::Mysql, "required when GOTRUE_DB_DRIVER says MySQL"},
        BadRow{"", Driver::Postgres, "required when GOTRUE_DB_DRIVER says PostgreSQL"},
        BadRow{"user:pw@cloudsql(project:zone:x)/db", {},
               "cloudsql(...) is not supported; connect with tcp(host:port) or unix(/path)"},
        BadRow{"sqlite3://", {}, "names no file; write sqlite3:///absolute/path or sqlite3://relative/path"},
        BadRow{"sqlite3://:memory:", {}, "a database in memory would forget its users; name a file"},
        BadRow{"sqlite3://g.db?mode=ro", {}, "takes no options behind '?' with SQLite"},
        BadRow{"g.db", {}, "is no database URL; write sqlite3://path, mysql://... or postgres://..."},
        BadRow{"mongodb://h", {}, "is no database URL; write sqlite3://path, mysql://... or postgres://..."},
        BadRow{"mysql://u:pw@h/d", Driver::Sqlite, "is for MySQL, but GOTRUE_DB_DRIVER says SQLite"},
        BadRow{"sqlite3://g.db", Driver::Mysql, "is for SQLite, but GOTRUE_DB_DRIVER says MySQL"},
        BadRow{"postgres://u:pw@h/d", Driver::Mysql, "is for PostgreSQL, but GOTRUE_DB_DRIVER says MySQL"}));

}  // namespace
}  // namespace gotrue
