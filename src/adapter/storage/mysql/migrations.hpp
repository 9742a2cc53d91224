// The schema of a MySQL database and how it came to be. A database of the original server keeps its tables: it gets
// nullable columns, indexes and tables, and none of its rows is touched.
#pragma once
#include <string>
#include <vector>

#include "adapter/storage/mysql/migration_lease.hpp"
#include "adapter/storage/sql/server_connection.hpp"
#include "base/clock.hpp"

namespace gotrue::mysql {

// The version that this binary knows.
int newest_schema_version();
// 0 for an empty database and for one of the original.
int schema_version(sql::ServerConnection& connection, const std::string& prefix);
// Whether JSON of users or of the audit log lies in columns of 3-byte utf8, as the original made them before 2018.
bool has_narrow_tables(sql::ServerConnection& connection, const std::string& prefix);
// What migrate would run now.
std::vector<std::string> pending_statements(sql::ServerConnection& connection, const std::string& prefix);
// Applies what is missing under a lock of all nodes of a cluster, so that of many processes at once one does the work and
// the others wait for it; `reconnect` makes the connections that keep its lease during long steps. MySQL commits every change of a table by itself: each step looks first at what is there, so that a kill
// at any point leaves what the next run completes. The connection is for migrating alone from then on. Throws
// StorageError, also for a schema newer than the binary.
void migrate(sql::ServerConnection& connection, const std::string& prefix, Time now,
             const Reconnect& reconnect = {});

}  // namespace gotrue::mysql
