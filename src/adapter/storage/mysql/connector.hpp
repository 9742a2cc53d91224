// Opens connections to the MySQL or MariaDB server that a URL names.
#pragma once
#include <memory>
#include <string>

#include "adapter/storage/sql/server_connection.hpp"

namespace gotrue::mysql {

// Opens no connection yet. Throws StorageError (Broken) for a URL that parse_dsn refuses and when libmariadb is not
// installed. Of several hosts the first that takes writes is used, and only when there is none a read-only one.
std::unique_ptr<sql::Connector> make_connector(const std::string& url);

}  // namespace gotrue::mysql
