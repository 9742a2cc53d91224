#include "adapter/storage/mysql/mysql_connection.hpp"

#include "adapter/storage/mysql/mysql_statement.hpp"

namespace gotrue::mysql {
namespace {

// The server gives up a statement before we give up the connection; each server reads the comment that is meant for it.
// A node of a cluster answers a look-up once it has what others committed before.
//
// MariaDB cuts fractions by itself; MySQL rounds unless told, and knows the word since version 8.
constexpr const char* kSessionSettings =
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;"
    "SET autocommit = 1, time_zone = '+00:00', innodb_lock_wait_timeout = 5, lock_wait_timeout = 8"
    " /*M!100100 , max_statement_time = 9, wsrep_sync_wait = 1*/ /*!50708 , max_execution_time = 9000*/"
    // What an operator may have set for all, and our statements do not expect.
    ", completion_type = NO_CHAIN, sql_safe_updates = 0, sql_select_limit = 18446744073709551615,"
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

void MysqlConnection::set_autocommit(bool is_on) {
  if (has_autocommit_ == is_on) return;
  session_->run(is_on ? "SET autocommit = 1" : "SET autocommit = 0");
  has_autocommit_ = is_on;
}

void MysqlConnection::execute(const std::string& sql) {
  constexpr const char* kNoLimit = "SET @gotrue_unlimited = 1 /*M!100100 , max_statement_time = 0*/; ";
  constexpr const char* kLimit = "SET @gotrue_unlimited = 0 /*M!100100 , max_statement_time = 9*/";
  try {
    session_->run(kNoLimit + sql, Patience::Long);
  } catch (...) {
    if (!session_->is_lost()) session_->run(kLimit);
    throw;
  }
  session_->run(kLimit);
}

void MysqlConnection::begin_read() {
  session_->run(
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
}

void MysqlConnection::rollback() noexcept {
  session_->forget_later();
  if (session_->is_lost()) return;
  try {
    session_->run("ROLLBACK");
  } catch (const std::exception&) {
    session_->lose();
  }
}

}  // namespace gotrue::mysql
