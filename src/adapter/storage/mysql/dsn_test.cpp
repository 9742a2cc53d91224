#include "adapter/storage/mysql/dsn.hpp"

#include <gtest/gtest.h>

namespace gotrue::mysql {
namespace {

Dsn parsed(std::string_view url) {
  auto dsn = parse_dsn(url);
  EXPECT_TRUE(dsn.has_value()) << url << ": " << (dsn ? "" : dsn.error());
  if (dsn) return *dsn;
  Dsn none;
  none.hosts.emplace_back();
  return none;
}

std::string refused(std::string_view url) {
  const auto dsn = parse_dsn(url);
  EXPECT_FALSE(dsn.has_value()) << url;
  return dsn ? std::string() : dsn.error();
}

struct Expected {
  const char* url;
  const char* user;
  const char* password;
  const char* host;
  unsigned port;
  const char* socket;
  const char* database;
};

TEST(MysqlDsn, ReadsEveryForm) {
  const Expected forms[] = {
      {"user:pw@tcp(host:3307)/db?parseTime=true", "user", "pw", "host", 3307, "", "db"},
      {"user:pw@tcp(host)/db", "user", "pw", "host", 3306, "", "db"},
      {"user:pw@(host:3307)/db", "user", "pw", "host", 3307, "", "db"},
      {"user:pw@tcp([::1]:3307)/db", "user", "pw", "::1", 3307, "", "db"},
      {"user:pw@tcp/db", "user", "pw", "127.0.0.1", 3306, "", "db"},
      {"user:pw@/db", "user", "pw", "127.0.0.1", 3306, "", "db"},
      {"user@unix(/run/mysqld/mysqld.sock)/db", "user", "", "", 3306, "/run/mysqld/mysqld.sock", "db"},
      {"user@host/db", "user", "", "host", 3306, "", "db"},
      {"mysql://user:pw@host:3307/db", "user", "pw", "host", 3307, "", "db"},
      {"mariadb://user:pw@host/db", "user", "pw", "host", 3306, "", "db"},
      {"mysql://user:pw@[::1]:3307/db", "user", "pw", "::1", 3307, "", "db"},
      {"mysql://user:pw@tcp(host:3307)/db", "user", "pw", "host", 3307, "", "db"},
      {"mysql://us%40er:p%2Fw@host/db%2d1", "us@er", "p/w", "host", 3306, "", "db-1"},
  };
  for (const Expected& expected : forms) {
    const Dsn dsn = parsed(expected.url);
    EXPECT_EQ(dsn.user, expected.user) << expected.url;
    EXPECT_EQ(dsn.password.reveal(), expected.password) << expected.url;
    EXPECT_EQ(dsn.hosts.size(), 1u) << expected.url;
    EXPECT_EQ(dsn.hosts.front().name, expected.host) << expected.url;
    EXPECT_EQ(dsn.hosts.front().port, expected.port) << expected.url;
    EXPECT_EQ(dsn.hosts.front().socket, expected.socket) << expected.url;
    EXPECT_EQ(dsn.database, expected.database) << expected.url;
  }
}

TEST(MysqlDsn, LeavesThePasswordAsItIs) {
  EXPECT_EQ(parsed("u:a@b:c/d?e(f)@tcp(host)/db").password.reveal(), "a@b:c/d?e(f)");
  EXPECT_EQ(parsed("u:p%40@tcp(host)/db").password.reveal(), "p%40");
  EXPECT_EQ(parsed("mysql://u:p%40@tcp(host)/db").password.reveal(), "p%40");
  EXPECT_EQ(parsed("mysql://u:a@b:c/d@host/db").password.reveal(), "a@b:c/d");
  EXPECT_EQ(parsed("mysql://u:100%@host/db").password.reveal(), "100%");
}

TEST(MysqlDsn, TriesSeveralHostsInTheirOrder) {
  const Dsn dsn = parsed("mysql://u:pw@one:3307,two,[::1]:3308/db");
  ASSERT_EQ(dsn.hosts.size(), 3u);
  EXPECT_EQ(dsn.hosts[0].name, "one");
  EXPECT_EQ(dsn.hosts[1].name, "two");
  EXPECT_EQ(dsn.hosts[1].port, 3306u);
  EXPECT_EQ(dsn.hosts[2].name, "::1");
  EXPECT_EQ(dsn.hosts[2].port, 3308u);
}

TEST(MysqlDsn, NeverIgnoresTls) {
  EXPECT_EQ(parsed("u@host/db").tls, Tls::Off);
  EXPECT_EQ(parsed("u@host/db?tls=false").tls, Tls::Off);
  EXPECT_EQ(parsed("u@host/db?tls=true").tls, Tls::Verified);
  EXPECT_EQ(parsed("u@host/db?tls=skip-verify").tls, Tls::Unchecked);
  EXPECT_EQ(parsed("u@host/db?tls=preferred").tls, Tls::Preferred);
  EXPECT_NE(refused("u@host/db?tls=my-own-settings").find("tls"), std::string::npos);
  EXPECT_NE(refused("u@host/db?tls").find("tls"), std::string::npos);
}

TEST(MysqlDsn, ReadsTimeoutsAsGoWritesThem) {
  const Dsn dsn = parsed("u@host/db?timeout=1500ms&readTimeout=1m&writeTimeout=0");
  EXPECT_EQ(dsn.connect_timeout, std::chrono::seconds(2));
  EXPECT_EQ(dsn.read_timeout, std::chrono::seconds(60));
  EXPECT_EQ(dsn.write_timeout, std::chrono::seconds(10));
  EXPECT_NE(refused("u@host/db?timeout=soon").find("timeout"), std::string::npos);
}

TEST(MysqlDsn, WarnsOfWhatItDoesNotUnderstand) {
  EXPECT_TRUE(parsed("u@host/db?parseTime=true&loc=UTC&collation=utf8mb4_general_ci&charset=utf8mb4").warnings.empty());
  const Dsn dsn = parsed("u@host/db?loc=Local&tx_isolation=%27SERIALIZABLE%27");
  ASSERT_EQ(dsn.warnings.size(), 2u);
  EXPECT_EQ(dsn.warnings[0], "option loc is ignored: times are stored in UTC");
  EXPECT_EQ(dsn.warnings[1], "option tx_isolation is not known and ignored");
}

TEST(MysqlDsn, SendsThePasswordItselfOnlyWhereNobodyReadsIt) {
  EXPECT_FALSE(parsed("u@host/db").may_send_password);
  EXPECT_TRUE(parsed("u@host/db?tls=true&allowCleartextPasswords=true").may_send_password);
  EXPECT_TRUE(parsed("u@unix(/s)/db?allowCleartextPasswords=1").may_send_password);
  EXPECT_NE(refused("u@host/db?allowCleartextPasswords=true").find("tls=true"), std::string::npos);
}

TEST(MysqlDsn, RefusesWhatItCannotReadWithoutRepeatingIt) {
  for (const char* url : {"", "secret", "u:secret@tcp(host)", "u:secret@tcp(host)/", "u:secret@tcp(host/db",
                          "u:secret@udp(host)/db", "u:secret@unix(run)/db", "u:secret@unix/db", "u:secret@host:0/db",
                          "u:secret@host:99999/db", "u:secret@tcp([::1)/db", "u:secret@ho st/db", "u:secret/db",
                          "u:secret@host/db?=secret", "u:secret@host/db?a=%zz", "mysql://u:secret%00@host/db"}) {
    const std::string error = refused(url);
    EXPECT_FALSE(error.empty()) << url;
    EXPECT_EQ(error.find("secret"), std::string::npos) << url;
  }
  EXPECT_NE(refused("u:pw@cloudsql(project:region:instance)/db").find("cloudsql"), std::string::npos);
}

}  // namespace
}  // namespace gotrue::mysql
