// The schema of an embedded database, for `gotrue migrate` and `gotrue db`.
#pragma once
#include <memory>
#include <string>

#include "adapter/storage/sql/schema.hpp"
#include "adapter/storage/sqlite/sqlite_connection.hpp"

namespace gotrue::sqlite {

// Opens the file, and makes it where there is none. Works beside a server. Throws StorageError with one clear line.
std::unique_ptr<sql::Schema> open_schema(const std::string& path, const std::string& prefix);

}  // namespace gotrue::sqlite
