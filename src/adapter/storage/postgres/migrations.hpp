// How the schema of a PostgreSQL database comes to be, one version at a time.
#pragma once
#include <string>
#include <vector>

#include "adapter/storage/sql/server_connection.hpp"
#include "base/clock.hpp"

namespace gotrue::postgres {

// The version that this binary knows.
int newest_schema_version();
// 0 for an empty database; a version counts once its last index stands.
int schema_version(sql::ServerConnection& connection, const std::string& prefix);
// What migrate would run now.
std::vector<std::string> pending_statements(sql::ServerConnection& connection, const std::string& prefix);
// Applies what is missing under a lock of the whole database: the statements of a version in one transaction, then its
// indexes beside readers and writers. A kill leaves what the next run completes; of many nodes at once one does the
// work. The connection is for migrating alone from then on. Throws StorageError, also for a schema newer than the
// binary.
void migrate(sql::ServerConnection& connection, const std::string& prefix, Time now);

}  // namespace gotrue::postgres
