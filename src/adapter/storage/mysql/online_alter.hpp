// ALTER TABLE in the least disturbing way that the server knows.
#pragma once
#include <string>

#include "adapter/storage/sql/server_connection.hpp"

namespace gotrue::mysql {

// How an ALTER is written first: ", ALGORITHM=INSTANT" for columns, ", ALGORITHM=INPLACE, LOCK=NONE" for indexes, nothing
// for statements of another kind.
std::string online_clause(const std::string& statement);
// Runs the statement; asks for less where the server refuses. A lock on the table is waited for a short while at a
// time, so that nobody queues up behind us for long. Throws StorageError, DuplicateKey.
void alter_online(sql::ServerConnection& connection, const std::string& statement);

}  // namespace gotrue::mysql
