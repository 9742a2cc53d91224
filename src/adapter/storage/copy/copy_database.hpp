// A database at one end of a copy: a connection, its engine, and what the copy must do with it beyond statements.
#pragma once
#include <memory>
#include <string>

#include "adapter/storage/sql/flavour.hpp"
#include "adapter/storage/sql/server_connection.hpp"

namespace gotrue::copy {

// Not thread-safe. Every call may throw StorageError.
class CopyDatabase {
 public:
  virtual ~CopyDatabase() = default;
  virtual sql::Connection& connection() = 0;
  virtual sql::Engine engine() const = 0;
  virtual void begin() = 0;
  // One snapshot for all reads that follow.
  virtual void begin_read() = 0;
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;
  virtual void execute(const std::string& sql) = 0;
  virtual bool has_table(const std::string& table) = 0;
  // Asked of MySQL, where a database of the original server lacks columns.
  virtual bool has_column(const std::string& table, const char* column) = 0;
};

std::unique_ptr<CopyDatabase> make_server_database(std::unique_ptr<sql::ServerConnection> connection,
                                                   sql::Engine engine);
enum class FileUse { Source, Target };
// A source must be there; a target keeps servers away while it lives.
std::unique_ptr<CopyDatabase> open_file_database(const std::string& path, FileUse use);

}  // namespace gotrue::copy
