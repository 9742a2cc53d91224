// A read-only connection with its prepared statements.
#pragma once
#include <chrono>
#include <functional>
#include <string>

#include "adapter/storage/sql/sql_repositories.hpp"
#include "adapter/storage/sqlite/sqlite_connection.hpp"
#include "adapter/storage/sqlite/wal_watch.hpp"

namespace gotrue::sqlite {

// Of one thread at a time.
class Reader {
 public:
  Reader(const std::string& path, const sql::Flavour& flavour, std::chrono::milliseconds busy_timeout);

  // Runs `body` on one snapshot that shows every commit acknowledged before the call. The snapshot is kept: to begin
  // and to end one are system calls each.
  void run(const std::function<void(Repositories&)>& body);
  // Ends the snapshot, which would keep the WAL from being written back.
  void release();

 private:
  void refresh();
  void abandon();

  SqliteConnection connection_;
  sql::SqlRepositories repositories_;
  sql::PreparedQuery begin_;
  sql::PreparedQuery end_;
  WalWatch commits_;
};

}  // namespace gotrue::sqlite
