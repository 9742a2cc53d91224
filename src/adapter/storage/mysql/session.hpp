// One connection of the client library, and whether it still stands. What is made from it (statements) must not outlive
// it.
#pragma once
#include <string>
#include <string_view>

#include "adapter/storage/mysql/mariadb_library.hpp"

namespace gotrue::mysql {

// How long a call waits for the server's answer: the time-outs of the URL, or as long as a large table takes to alter.
enum class Patience { Usual, Long };

// Not thread-safe.
class Session {
 public:
  // A handle that is not connected yet.
  Session();
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  MYSQL* handle() { return handle_; }
  // Sends SQL that needs no parameters and drops the rows that it gives. Several statements may be separated by ';'.
  void run(std::string_view sql, Patience patience = Patience::Usual);
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

  const MariadbLibrary& library_;
  MYSQL* handle_;
  bool is_lost_ = false;
};

}  // namespace gotrue::mysql
