// The schema of a PostgreSQL database, for `gotrue migrate` and `gotrue db`.
#pragma once
#include <memory>
#include <string>

#include "adapter/storage/sql/schema.hpp"
#include "adapter/storage/sql/server_connection.hpp"

namespace gotrue::postgres {

std::unique_ptr<sql::Schema> make_schema(std::unique_ptr<sql::ServerConnection> connection, const std::string& prefix);

}  // namespace gotrue::postgres
