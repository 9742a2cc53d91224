// A connection to a MySQL or MariaDB server behind sql::ServerConnection.
#pragma once
#include <memory>
#include <string>

#include "adapter/storage/mysql/session.hpp"
#include "adapter/storage/sql/server_connection.hpp"

namespace gotrue::mysql {

// Not thread-safe.
class MysqlConnection final : public sql::ServerConnection {
 public:
  // Takes a connected session and sets what holds for its life: UTC, read committed, strict, fractions of a second cut
  // and not rounded, and the server's own waits for locks, shorter than ours for an answer.
  explicit MysqlConnection(std::unique_ptr<Session> session);

  std::unique_ptr<sql::Statement> prepare(const std::string& sql) override;
  bool gathers_rows() const override { return session_->can_run_later() && session_->takes_arrays(); }
  void set_deadline(const sql::Deadline& deadline) noexcept override { session_->set_deadline(deadline); }
  void begin_look_up() override { set_autocommit(true); }
  void begin() override { session_->run("START TRANSACTION"); }
  // A transaction begins with its first statement.
  void begin_next() override { set_autocommit(false); }
  void begin_read() override;
  void commit() override { session_->run("COMMIT"); }
  void rollback() noexcept override;
  bool is_usable() const noexcept override { return !session_->is_lost(); }
  bool ping() noexcept override { return session_->ping(); }
  // Waits ten minutes for the answer: a large table takes its time to be altered.
  void execute(const std::string& sql) override;

 private:
  void set_autocommit(bool is_on);

  bool has_autocommit_ = true;
  std::unique_ptr<Session> session_;
};

}  // namespace gotrue::mysql
