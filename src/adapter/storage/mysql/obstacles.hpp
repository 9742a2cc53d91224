// What stands in the way of migrating a MySQL database, or of one account per address in it. Changes nothing.
#pragma once
#include <string>
#include <vector>

#include "adapter/storage/sql/connection.hpp"
#include "adapter/storage/sql/schema.hpp"

namespace gotrue::mysql {

// Missing privileges (those to change the schema only when a migration is pending), tables of another's making, tables without
// transactions, users of the original server that share one address or have no usable id, and instances that share one UUID.
std::vector<sql::Obstacle> find_obstacles(sql::Connection& connection, const std::string& prefix, bool is_pending);

}  // namespace gotrue::mysql
