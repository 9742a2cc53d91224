// The privileges of the connection's user by information_schema.
#pragma once
#include <string>

#include "adapter/storage/sql/connection.hpp"
#include "adapter/storage/sql/privileges.hpp"

namespace gotrue::mysql {

// Says nothing of users whose rights the catalogue does not show (roles, grants for other hosts); a right on some tables
// counts as one on all.
sql::MissingPrivileges find_missing_privileges(sql::Connection& connection, const std::string& prefix);

}  // namespace gotrue::mysql
