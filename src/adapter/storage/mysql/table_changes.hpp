// What a table lacks, as statements that may be run one by one and again (MySQL commits each by itself and has no
// ADD COLUMN IF NOT EXISTS): each is derived from what is there.
#pragma once
#include <string>
#include <vector>

#include "adapter/storage/mysql/catalogue.hpp"
#include "adapter/storage/mysql/schema.hpp"
#include "adapter/storage/sql/server_connection.hpp"

namespace gotrue::mysql {

// In the order in which they must run; empty when the table is up to date.
std::vector<std::string> missing_statements(Catalogue& catalogue, const std::string& prefix, const Table& table);
// "it lacks the column token" when a table of that name is not gotrue's; empty otherwise.
std::string foreign_table_reason(Catalogue& catalogue, const std::string& prefix, const Table& table);
// Runs the missing statements. Throws StorageError (Broken) when a table of that name is not gotrue's.
void bring_up_to_date(sql::ServerConnection& connection, const std::string& prefix, const Table& table);

}  // namespace gotrue::mysql
