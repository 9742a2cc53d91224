#include "adapter/storage/mysql/mysql_connection.hpp"

#include "adapter/storage/mysql/mysql_statement.hpp"

namespace gotrue::mysql {
namespace {

// MariaDB cuts fractions by itself; MySQL rounds unless told, and knows the word since version 8.
constexpr const char* kSessionSettings =
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;"
    "SET autocommit = 1, time_zone = '+00:00', innodb_lock_wait_timeout = 5, lock_wait_timeout = 8,"
    " sql_mode = CONCAT('STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION',"
    " IF(VERSION() NOT LIKE '%MariaDB%' AND CAST(SUBSTRING_INDEX(VERSION(), '.', 1) AS UNSIGNED) >= 8,"
    " ',TIME_TRUNCATE_FRACTIONAL', ''));"
    "SET NAMES utf8mb4";

}  // namespace

MysqlConnection::MysqlConnection(std::unique_ptr<Session> session) : session_(std::move(session)) {
  session_->run(kSessionSettings);
}

std::unique_ptr<sql::Statement> MysqlConnection::prepare(const std::string& sql) {
  return std::make_unique<MysqlStatement>(*session_, sql);
}

void MysqlConnection::begin_read() {
  session_->run(
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
}

void MysqlConnection::rollback() noexcept {
  if (session_->is_lost()) return;
  try {
    session_->run("ROLLBACK");
  } catch (const std::exception&) {
    session_->lose();
  }
}

}  // namespace gotrue::mysql
