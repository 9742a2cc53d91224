// The privileges of the connection's user by the server's functions.
#pragma once
#include <string>

#include "adapter/storage/sql/connection.hpp"
#include "adapter/storage/sql/privileges.hpp"

namespace gotrue::postgres {

// Of the tables of the product that are there, and of the schema that they lie in.
sql::MissingPrivileges find_missing_privileges(sql::Connection& connection, const std::string& prefix);

}  // namespace gotrue::postgres
