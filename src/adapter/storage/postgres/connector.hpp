// Opens connections to the PostgreSQL server that a URL names.
#pragma once
#include <memory>
#include <string>

#include "adapter/storage/sql/server_connection.hpp"

namespace gotrue::postgres {

// Opens no connection yet. Throws StorageError (Broken) for a URL that parse_url refuses and when libpq is not
// installed.
std::unique_ptr<sql::Connector> make_connector(const std::string& url);

}  // namespace gotrue::postgres
