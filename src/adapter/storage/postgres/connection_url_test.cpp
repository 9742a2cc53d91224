#include "adapter/storage/postgres/connection_url.hpp"

#include <gtest/gtest.h>

namespace gotrue::postgres {
namespace {

TEST(PostgresUrl, GivesItsParts) {
  const auto settings = parse_url("postgres://ann:p%40ss@db.internal:6432/accounts?sslmode=require");

  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->value_of("user"), "ann");
  EXPECT_EQ(settings->value_of("password"), "p@ss");
  EXPECT_EQ(settings->value_of("host"), "db.internal");
  EXPECT_EQ(settings->value_of("port"), "6432");
  EXPECT_EQ(settings->value_of("dbname"), "accounts");
  EXPECT_EQ(settings->value_of("sslmode"), "require");
}

TEST(PostgresUrl, MayNameSeveralHosts) {
  const auto settings = parse_url("postgresql://ann@one:5432,two,[::1]:6432/accounts");

  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->value_of("host"), "one,two,::1");
  EXPECT_EQ(settings->value_of("port"), "5432,,6432");
}

TEST(PostgresUrl, MayNameADirectoryOfASocket) {
  const auto settings = parse_url("postgres://ann@/accounts?host=/run/postgresql");

  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->value_of("host"), "/run/postgresql");
}

TEST(PostgresUrl, MayLackTheScheme) {
  const auto settings = parse_url("ann:pw@host/accounts");

  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->value_of("dbname"), "accounts");
}

TEST(PostgresUrl, SetsTheTimeOutsThatItLeavesOpen) {
  const auto settings = parse_url("postgres://host/db?connect_timeout=2");

  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->value_of("connect_timeout"), "2");
  EXPECT_EQ(settings->value_of("tcp_user_timeout"), "10000");
  EXPECT_EQ(settings->value_of("target_session_attrs"), "read-write");
}

class PostgresUrlRefused : public testing::TestWithParam<const char*> {};

TEST_P(PostgresUrlRefused, WithoutShowingAnyPartOfIt) {
  const auto settings = parse_url(GetParam());

  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().find("sesame"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(All, PostgresUrlRefused,
                         testing::Values("mysql://ann:sesame@host/db", "postgres://ann:sesame/x@host/db",
                                         "postgres://ann:sesame@x@host/db", "postgres://ann:sesame%zz@host/db",
                                         "postgres://ann:pw@host/db?sesame=1", "postgres://ann:pw@host:sesame/db",
                                         "postgres://host:0/db", "postgres://host:65536/db", "postgres://[::1/sesame"));

}  // namespace
}  // namespace gotrue::postgres
