// Users of one instance and audience whose addresses are the same account by the rule of the product: the original
// server does not keep them apart.
#pragma once
#include <string>
#include <vector>

#include "adapter/storage/sql/connection.hpp"
#include "adapter/storage/sql/schema.hpp"

namespace gotrue::sql {

// Reads the table by its primary key, a batch at a time; holds a digest per row. Names ids, never addresses; not more
// than a hundred groups, and how many there are beyond.
void find_duplicate_addresses(Connection& connection, const std::string& users_table, std::vector<Obstacle>& obstacles);

}  // namespace gotrue::sql
