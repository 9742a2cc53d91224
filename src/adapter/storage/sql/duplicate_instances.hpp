// Instances that share a UUID: rows of the original server, which does not keep them apart, or of before version 5.
#pragma once
#include <string>
#include <vector>

#include "adapter/storage/sql/connection.hpp"
#include "adapter/storage/sql/schema.hpp"

namespace gotrue::sql {

// Names not more than a hundred UUIDs, with the ids of their rows.
void find_duplicate_instances(Connection& connection, const std::string& instances_table,
                              std::vector<Obstacle>& obstacles);

}  // namespace gotrue::sql
