// One connection of the client library, and whether it still stands. What is made from it (statements) must not outlive
// it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapter/storage/mysql/mariadb_library.hpp"
#include "adapter/storage/sql/deadline.hpp"

namespace gotrue::mysql {

// How long a call waits for the server's answer: the time-outs of the URL, or as long as a large table takes to alter.
enum class Patience { Usual, Long };

// Rows that a statement gathers to be run in one go.
class GatheredRows {
 public:
  // Runs them, or leaves them to Session::run_later.
  virtual void run_rows() = 0;
  virtual void drop_rows() noexcept = 0;

 protected:
  ~GatheredRows() = default;
};

// Not thread-safe.
class Session {
 public:
  // For its life, what this thread asks of the server is over by then.
  class Wait {
   public:
    Wait(Patience patience, const sql::Deadline* deadline);
    ~Wait();
    Wait(const Wait&) = delete;
    Wait& operator=(const Wait&) = delete;
  };

  // A handle that is not connected yet.
  Session();
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  MYSQL* handle() { return handle_; }
  void set_deadline(const sql::Deadline& deadline) noexcept { deadline_ = deadline; }
  Wait wait(Patience patience = Patience::Usual) const { return Wait(patience, deadline_ ? &*deadline_ : nullptr); }
  // Sends SQL that needs no parameters, behind what was left for later in the same round trip, and drops the rows that
  // it gives. Several statements may be separated by ';'; the first that fails is the last that runs.
  void run(std::string_view sql, Patience patience = Patience::Usual);
  // Whether the server takes values in EXECUTE ... USING, which run_later needs: MariaDB does.
  bool can_run_later() const;
  // Leaves a statement for the next round trip, which throws what it meets. `sql` is what is prepared, `values` are the
  // literals for its placeholders (literal.hpp).
  void run_later(const std::string& sql, std::string_view values);
  // Whether the server takes the values of several rows for one statement (since MariaDB 10.2).
  bool takes_arrays() const;
  // From now on `rows` gathers, until the next round trip or until another gathers: then they are run, in order with
  // what else was left.
  void gather(GatheredRows& rows);
  void run_rows();
  void forget_rows(const GatheredRows& rows) noexcept;
  void run_what_was_left();
  void forget_later() noexcept;
  // The first column of the first row; empty for none and for NULL.
  std::string query_text(std::string_view sql);
  bool ping() noexcept;
  bool is_lost() const noexcept { return is_lost_; }
  void lose() noexcept { is_lost_ = true; }

  // Throws what the last error of the connection, or of a statement, means; notes a lost connection.
  [[noreturn]] void fail();
  [[noreturn]] void fail(MYSQL_STMT* statement);

 private:
  [[noreturn]] void fail(unsigned code, const char* server_text);
  void read_answers();

  const MariadbLibrary& library_;
  MYSQL* handle_;
  std::optional<sql::Deadline> deadline_;
  GatheredRows* gathering_ = nullptr;
  std::string later_;  // statements, each ended by ';'
  // Names of prepared statements by their text, and those of them that `later_` prepares.
  std::unordered_map<std::string, std::string> prepared_;
  std::vector<std::string> preparing_;
  unsigned names_ = 0;
  bool is_lost_ = false;
};

}  // namespace gotrue::mysql
