#include "adapter/storage/mysql/obstacles.hpp"

#include "adapter/storage/mysql/nameless_users.hpp"
#include "adapter/storage/mysql/privileges.hpp"
#include "adapter/storage/mysql/table_changes.hpp"
#include "adapter/storage/mysql/versions.hpp"
#include "adapter/storage/sql/duplicate_addresses.hpp"
#include "adapter/storage/sql/duplicate_instances.hpp"

namespace gotrue::mysql {
namespace {

using Obstacles = std::vector<sql::Obstacle>;

void find_odd_tables(Catalogue& catalogue, const std::string& prefix, Obstacles& obstacles) {
  for (const auto* tables : versions()) {
    for (const Table& table : *tables) {
      if (table.is_there()) continue;
      const std::string name = prefix + table.name;
      const std::string reason = foreign_table_reason(catalogue, prefix, table);
      if (!reason.empty()) {
        obstacles.push_back({"the table " + name + " is not gotrue's: " + reason,
                             "rename that table, or set GOTRUE_DB_NAMESPACE to keep ours apart"});
      } else if (catalogue.has_table(name) && !catalogue.is_transactional(name)) {
        obstacles.push_back({"the table " + name + " knows no transactions", "ALTER TABLE " + name + " ENGINE=InnoDB"});
      }
    }
  }
}

void find_lacking_privileges(sql::Connection& connection, const std::string& prefix, bool is_pending,
                             Obstacles& obstacles) {
  const sql::MissingPrivileges missing = find_missing_privileges(connection, prefix);
  std::vector<std::string> names = missing.for_rows;
  if (is_pending) names.insert(names.end(), missing.for_schema.begin(), missing.for_schema.end());
  if (names.empty()) return;
  obstacles.push_back({"the user of the database lacks the privilege " + sql::join(names),
                       "GRANT " + sql::join(names) + " ON the database TO that user" +
                           (is_pending ? ", or run `gotrue migrate` as somebody who has them" : "")});
}

}  // namespace

Obstacles find_obstacles(sql::Connection& connection, const std::string& prefix, bool is_pending) {
  Obstacles obstacles;
  find_lacking_privileges(connection, prefix, is_pending, obstacles);
  Catalogue catalogue(connection);
  find_odd_tables(catalogue, prefix, obstacles);
  if (!obstacles.empty()) return obstacles;
  const std::string users = prefix + "users";
  if (catalogue.has_table(users)) {
    sql::find_duplicate_addresses(connection, users, obstacles);
    find_nameless_users(connection, users, obstacles);
  }
  const std::string instances = prefix + "instances";
  if (catalogue.has_table(instances)) sql::find_duplicate_instances(connection, instances, obstacles);
  return obstacles;
}

}  // namespace gotrue::mysql
