// The schema of the embedded database and how it came to be, one step at a time.
#pragma once
#include <string>

#include "adapter/storage/sqlite/sqlite_connection.hpp"
#include "base/clock.hpp"

namespace gotrue::sqlite {

// The version that this binary knows.
int newest_schema_version();
// 0 for an empty file.
int schema_version(SqliteConnection& connection, const std::string& prefix);
// Applies what is missing, each step in its own transaction, so that a kill leaves whole steps; two processes at
// once apply each step once. Throws StorageError, also for a schema newer than the binary.
void migrate(SqliteConnection& connection, const std::string& prefix, Time now);

}  // namespace gotrue::sqlite
