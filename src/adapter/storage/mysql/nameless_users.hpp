// Users of an adopted database whom nobody can address: their id, or that of their instance, is no UUID. They stay where they
// are and cannot log in.
#pragma once
#include <string>
#include <vector>

#include "adapter/storage/sql/connection.hpp"
#include "adapter/storage/sql/schema.hpp"

namespace gotrue::mysql {

// One obstacle that names not more than a hundred of them; none where there are none. Reads the whole table.
void find_nameless_users(sql::Connection& connection, const std::string& users_table,
                         std::vector<sql::Obstacle>& obstacles);

}  // namespace gotrue::mysql
