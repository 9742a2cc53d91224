// How the schema of the embedded database comes to be, one version at a time.
#pragma once
#include <string>
#include <vector>

#include "adapter/storage/sqlite/sqlite_connection.hpp"
#include "base/clock.hpp"

namespace gotrue::sqlite {

// The version that this binary knows.
int newest_schema_version();
// 0 for an empty file.
int schema_version(SqliteConnection& connection, const std::string& prefix);
// What migrate would run now.
std::vector<std::string> pending_statements(SqliteConnection& connection, const std::string& prefix);
// Applies what is missing, each version in its own transaction, so that a kill leaves whole versions; two processes at
// once apply each once. Throws StorageError, also for a schema newer than the binary.
void migrate(SqliteConnection& connection, const std::string& prefix, Time now);

}  // namespace gotrue::sqlite
