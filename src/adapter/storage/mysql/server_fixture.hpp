// For tests against a server: each gets a database of its own on the server of GOTRUE_TEST_MYSQL_URL, and is skipped
// without one.
#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "adapter/storage/mysql/connector.hpp"

namespace gotrue::mysql {

// One that shows what is lost of the fraction of a second.
inline constexpr Time kMoment = Time(std::chrono::sys_days(std::chrono::year(2024) / 2 / 29)) + std::chrono::hours(23) +
                                std::chrono::minutes(59) + std::chrono::seconds(58) + std::chrono::microseconds(987654);

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* url = std::getenv("GOTRUE_TEST_MYSQL_URL");
    if (!url || !*url) GTEST_SKIP() << "GOTRUE_TEST_MYSQL_URL is not set";
    url_ = url;
    static int counter = 0;
    name_ = "gotrue_test_" + std::to_string(getpid()) + "_" + std::to_string(++counter);
    const auto connection = make_connector(url_)->connect();
    connection->execute("DROP DATABASE IF EXISTS " + name_);
    connection->execute("CREATE DATABASE " + name_ + " CHARACTER SET latin1");
    const auto slash = url_.rfind('/');
    const auto question = url_.find('?', slash);
    url_ = url_.substr(0, slash + 1) + name_ + (question == url_.npos ? "" : url_.substr(question));
  }
  void TearDown() override {
    if (!name_.empty()) connect()->execute("DROP DATABASE " + name_);
  }

  std::unique_ptr<sql::ServerConnection> connect() const { return make_connector(url_)->connect(); }
  // The first column of the first row.
  static std::string query(sql::Connection& connection, const std::string& sql) {
    sql::PreparedQuery prepared(connection, sql);
    sql::Cursor row = prepared();
    return row.next() ? row.text(0) : "no row";
  }

  std::string url_;
  std::string name_;
};

}  // namespace gotrue::mysql
