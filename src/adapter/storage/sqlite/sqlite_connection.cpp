#include "adapter/storage/sqlite/sqlite_connection.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <vector>

#include "adapter/storage/sqlite/log_buffer_vfs.hpp"

namespace gotrue::sqlite {
namespace {

StorageError::Kind kind_of(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL: return StorageError::Kind::Unavailable;
    default: return StorageError::Kind::Broken;
  }
}

class SqliteStatement final : public sql::Statement {
 public:
  explicit SqliteStatement(sqlite3_stmt* statement)
      : statement_(statement), kept_(static_cast<std::size_t>(sqlite3_bind_parameter_count(statement))) {}

  void bind_null(int index) override { check(sqlite3_bind_null(statement_.get(), index)); }
  void bind_int64(int index, std::int64_t value) override { check(sqlite3_bind_int64(statement_.get(), index, value)); }
  void bind_text(int index, std::string_view value) override {
    const std::string& kept = keep(index, value);
    check(sqlite3_bind_text64(statement_.get(), index, kept.data(), kept.size(), SQLITE_STATIC, SQLITE_UTF8));
  }
  void bind_blob(int index, std::string_view value) override {
    const std::string& kept = keep(index, value);
    check(sqlite3_bind_blob64(statement_.get(), index, kept.data(), kept.size(), SQLITE_STATIC));
  }
  void bind_time(int index, Time value) override { bind_int64(index, value.time_since_epoch().count()); }
  bool step() override {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    throw_error(sqlite3_db_handle(statement_.get()), code);
  }
  std::int64_t changed_rows() const override { return sqlite3_changes64(sqlite3_db_handle(statement_.get())); }
  bool is_null(int column) const override { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }
  std::int64_t int64(int column) const override { return sqlite3_column_int64(statement_.get(), column); }
  std::string_view text(int column) const override {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
    if (!bytes) return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
  }
  Time time(int column) const override { return Time(std::chrono::microseconds(int64(column))); }
  void reset() override { sqlite3_reset(statement_.get()); }

 private:
  void check(int code) {
    if (code != SQLITE_OK) throw_error(sqlite3_db_handle(statement_.get()), code);
  }
  // A copy that lives until the parameter is bound again; its memory is used again, which SQLite's would not be.
  const std::string& keep(int index, std::string_view value) {
    return kept_.at(static_cast<std::size_t>(index - 1)).assign(value);
  }
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  std::vector<std::string> kept_;
};

// Counting how much memory all connections use would take a mutex at each allocation.
void configure_library() {
  static std::once_flag once;
  std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

int open_flags(OpenMode mode) {
  const int common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  switch (mode) {
    case OpenMode::ReadWriteCreate: return common | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case OpenMode::ReadWrite: return common | SQLITE_OPEN_READWRITE;
    case OpenMode::ReadOnly: return common | SQLITE_OPEN_READONLY;
  }
  return common;
}

// Makes a missing file readable by the server's own user alone; the files that SQLite puts beside it get the same
// mode. The umask belongs to all threads, and closing a descriptor would drop this process's locks on the file.
void create_file(const std::string& path) {
  if (mknod(path.c_str(), S_IFREG | 0600, 0) == 0 || errno == EEXIST) return;
  throw StorageError(StorageError::Kind::Unavailable, "cannot open " + path + ": " + std::strerror(errno));
}

}  // namespace

void throw_error(sqlite3* database, int code) {
  const int extended = database ? sqlite3_extended_errcode(database) : code;
  std::string message = std::string("sqlite: ") + sqlite3_errstr(code);
  const std::string detail = database ? sqlite3_errmsg(database) : "";
  if (!detail.empty() && !message.ends_with(detail)) message += ": " + detail;
  if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY) throw DuplicateKey(message);
  throw StorageError(kind_of(code), message);
}

SqliteConnection::SqliteConnection(const std::string& path, OpenMode mode, std::chrono::milliseconds busy_timeout) {
  configure_library();
  if (mode == OpenMode::ReadWriteCreate) create_file(path);
  sqlite3* database = nullptr;
  const char* const vfs = mode == OpenMode::ReadWriteCreate ? log_buffer_vfs() : nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &database, open_flags(mode), vfs);
  database_.reset(database);
  if (code != SQLITE_OK) throw StorageError(kind_of(code), "cannot open " + path + ": " + sqlite3_errstr(code));
  sqlite3_busy_timeout(database, static_cast<int>(busy_timeout.count()));
  register_functions(database);
}

std::unique_ptr<sql::Statement> SqliteConnection::prepare(const std::string& text) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database_.get(), text.c_str(), static_cast<int>(text.size() + 1),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) throw_error(database_.get(), code);
  return std::make_unique<SqliteStatement>(statement);
}

void SqliteConnection::execute(const char* text) {
  const int code = sqlite3_exec(database_.get(), text, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_error(database_.get(), code);
}

std::int64_t SqliteConnection::query_int64(const char* text) {
  const auto statement = prepare(text);
  return statement->step() ? statement->int64(0) : 0;
}

}  // namespace gotrue::sqlite
