#include <optional>

#include "adapter/storage/copy/copy_database.hpp"
#include "adapter/storage/sqlite/server_lock.hpp"
#include "adapter/storage/sqlite/sqlite_storage.hpp"

namespace gotrue::copy {
namespace {

sqlite::SqliteConnection open_writer(const std::string& path) {
  sqlite::SqliteOptions options;
  options.path = path;
  return sqlite::open_writer(options);
}

class FileDatabase final : public CopyDatabase {
 public:
  FileDatabase(sqlite::SqliteConnection connection, std::unique_ptr<sqlite::ServerLock> lock)
      : lock_(std::move(lock)),
        connection_(std::move(connection)),
        tables_(connection_, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?"),
        columns_(connection_, "SELECT 1 FROM pragma_table_info(?) WHERE name = ?") {}

  sql::Connection& connection() override { return connection_; }
  sql::Engine engine() const override { return sql::Engine::Sqlite; }
  void begin() override { connection_.execute("BEGIN IMMEDIATE"); }
  void begin_read() override { connection_.execute("BEGIN"); }
  void commit() override { connection_.execute("COMMIT"); }
  void rollback() noexcept override { sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr); }
  void execute(const std::string& sql) override { connection_.execute(sql.c_str()); }
  bool has_table(const std::string& table) override { return tables_(table).next(); }
  bool has_column(const std::string& table, const char* column) override { return columns_(table, column).next(); }

 private:
  const std::unique_ptr<sqlite::ServerLock> lock_;
  sqlite::SqliteConnection connection_;
  sql::PreparedQuery tables_;
  sql::PreparedQuery columns_;
};

}  // namespace

std::unique_ptr<CopyDatabase> open_file_database(const std::string& path, FileUse use) {
  if (use == FileUse::Source) {
    return std::make_unique<FileDatabase>(sqlite::SqliteConnection(path, sqlite::OpenMode::ReadOnly), nullptr);
  }
  auto lock = std::make_unique<sqlite::ServerLock>(path);
  return std::make_unique<FileDatabase>(open_writer(path), std::move(lock));
}

}  // namespace gotrue::copy
