// Changes of tables that may be made again: each looks first at what is there (MySQL has no ADD COLUMN IF NOT EXISTS).
#pragma once
#include <string>

#include "adapter/storage/mysql/schema.hpp"
#include "adapter/storage/sql/server_connection.hpp"

namespace gotrue::mysql {

bool table_exists(sql::ServerConnection& connection, const std::string& name);
// Makes the table where there is none and adds the columns and indexes that it lacks. Throws StorageError (Broken) when
// a table of that name is not gotrue's.
void bring_up_to_date(sql::ServerConnection& connection, const std::string& prefix, const Table& table);

}  // namespace gotrue::mysql
