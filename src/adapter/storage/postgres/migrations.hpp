// The schema of a PostgreSQL database and how it came to be, one step at a time.
#pragma once
#include <string>

#include "adapter/storage/sql/server_connection.hpp"
#include "base/clock.hpp"

namespace gotrue::postgres {

// The version that this binary knows.
int newest_schema_version();
// 0 for an empty database.
int schema_version(sql::ServerConnection& connection, const std::string& prefix);
// Applies what is missing, each step in its own transaction and under a lock of the whole database, so that a kill
// leaves whole steps and of many servers at once one applies each. Throws StorageError, also for a schema newer than
// the binary.
void migrate(sql::ServerConnection& connection, const std::string& prefix, Time now);

}  // namespace gotrue::postgres
