// Read-only connections, one for each thread that reads at the same moment.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapter/storage/sql/sql_repositories.hpp"
#include "adapter/storage/sqlite/sqlite_connection.hpp"

namespace gotrue::sqlite {

// A connection with its prepared statements.
class Reader {
 public:
  Reader(const std::string& path, const sql::Flavour& flavour, std::chrono::milliseconds busy_timeout);
  // Runs `body` on one snapshot.
  void run(const std::function<void(Repositories&)>& body);

 private:
  SqliteConnection connection_;
  sql::SqlRepositories repositories_;
  sql::PreparedQuery begin_;
  sql::PreparedQuery end_;
};

// Thread-safe. Keeps as many connections as were ever used at once.
class ReaderPool {
 public:
  ReaderPool(std::string path, sql::Flavour flavour, std::chrono::milliseconds busy_timeout)
      : path_(std::move(path)), flavour_(std::move(flavour)), busy_timeout_(busy_timeout) {}
  void run(const std::function<void(Repositories&)>& body);

 private:
  std::unique_ptr<Reader> take();

  const std::string path_;
  const sql::Flavour flavour_;
  const std::chrono::milliseconds busy_timeout_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Reader>> idle_;
};

}  // namespace gotrue::sqlite
