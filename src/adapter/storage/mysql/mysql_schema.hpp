// The schema of a MySQL database, for `gotrue migrate` and `gotrue db`.
#pragma once
#include <memory>
#include <string>

#include "adapter/storage/sql/schema.hpp"
#include "adapter/storage/sql/server_connection.hpp"

namespace gotrue::mysql {

std::unique_ptr<sql::Schema> make_schema(std::unique_ptr<sql::ServerConnection> connection, const std::string& prefix);
// The same over connections of its own. Throws StorageError.
std::unique_ptr<sql::Schema> open_schema(const std::string& url, const std::string& prefix);

}  // namespace gotrue::mysql
