// One SQLite connection behind sql::Connection.
#pragma once
#include <sqlite3.h>

#include <chrono>
#include <memory>
#include <string>

#include "adapter/storage/sql/connection.hpp"
#include "core/port/storage.hpp"

namespace gotrue::sqlite {

// Throws StorageError (Unavailable for what may pass: locked, full, read-only, I/O) or DuplicateKey. The text holds
// SQLite's own words and never the value of a row.
[[noreturn]] void throw_error(sqlite3* database, int code);

enum class OpenMode { ReadWriteCreate, ReadWrite, ReadOnly };

// Not thread-safe.
class SqliteConnection final : public sql::Connection {
 public:
  // Opens the file; throws StorageError with one clear line.
  SqliteConnection(const std::string& path, OpenMode mode,
                   std::chrono::milliseconds busy_timeout = std::chrono::seconds(5));

  std::unique_ptr<sql::Statement> prepare(const std::string& sql) override;
  // Runs statements without parameters or rows.
  void execute(const char* sql);
  // The first column of the first row; 0 when there is none.
  std::int64_t query_int64(const char* sql);
  // SQLite ended the transaction by itself (disk full, I/O error).
  bool is_in_transaction() const { return sqlite3_get_autocommit(database_.get()) == 0; }
  sqlite3* handle() { return database_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  std::unique_ptr<sqlite3, Close> database_;
};

// Registers gotrue_lower(text): Unicode's lower case.
void register_functions(sqlite3* database);

}  // namespace gotrue::sqlite
