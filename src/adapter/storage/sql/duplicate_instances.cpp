#include "adapter/storage/sql/duplicate_instances.hpp"

namespace gotrue::sql {
namespace {

constexpr int kNamedGroups = 100;

std::vector<std::string> shared_uuids(Connection& connection, const std::string& table) {
  PreparedQuery query(connection, "SELECT uuid FROM " + table +
                                      " WHERE uuid <> '' GROUP BY uuid HAVING COUNT(*) > 1 ORDER BY uuid LIMIT ?");
  std::vector<std::string> uuids;
  Cursor row = query(kNamedGroups);
  while (row.next()) uuids.push_back(row.text(0));
  return uuids;
}

}  // namespace

void find_duplicate_instances(Connection& connection, const std::string& instances_table,
                              std::vector<Obstacle>& obstacles) {
  PreparedQuery ids(connection, "SELECT id FROM " + instances_table + " WHERE uuid = ? ORDER BY id");
  for (const std::string& uuid : shared_uuids(connection, instances_table)) {
    std::string list;
    Cursor row = ids(uuid);
    while (row.next()) list += (list.empty() ? "" : ", ") + row.text(0);
    obstacles.push_back({"one UUID belongs to several rows of " + instances_table + ": " + list,
                         "each keeps working by its id; delete those that nobody uses: DELETE /instances/{id}"});
  }
}

}  // namespace gotrue::sql
