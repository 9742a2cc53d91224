// Gives rows of the original server what addresses are compared by.
#pragma once
#include <functional>
#include <string>

#include "adapter/storage/sql/server_connection.hpp"

namespace gotrue::mysql {

// Goes through the users by their primary key, a batch a transaction, and sets email_normal where there is none or where
// it is of an earlier address; changes no column of the original. Of several rows with one address a confirmed one gets
// it, the oldest of those; the others stay without. `report` hears how many rows were looked at. Returns how many rows
// were changed. May be killed and run again, and beside servers. Throws StorageError.
std::size_t adopt_rows(sql::ServerConnection& connection, const std::string& prefix,
                       const std::function<void(std::size_t rows)>& report);

}  // namespace gotrue::mysql
