#include "adapter/storage/mysql/nameless_users.hpp"

namespace gotrue::mysql {
namespace {

constexpr int kNamed = 100;

std::string is_no_uuid(const std::string& column) {
  return column + " IS NULL OR " + column + " NOT REGEXP '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$'";
}

std::string query_text(const std::string& users_table) {
  return "SELECT id FROM " + users_table + " WHERE id = '00000000-0000-0000-0000-000000000000' OR " + is_no_uuid("id") +
         " OR " + is_no_uuid("instance_id") + " ORDER BY id LIMIT " + std::to_string(kNamed + 1);
}

}  // namespace

void find_nameless_users(sql::Connection& connection, const std::string& users_table,
                         std::vector<sql::Obstacle>& obstacles) {
  sql::PreparedQuery query(connection, query_text(users_table));
  sql::Cursor row = query();
  std::string ids;
  for (int i = 0; row.next(); ++i) ids += i == kNamed ? " and more" : (ids.empty() ? "" : ", ") + row.text(0);
  if (ids.empty()) return;
  obstacles.push_back({"rows of " + users_table + " whose id or instance_id is no UUID of theirs: " + ids,
                       "give them one, or delete them. Until then nobody can log in with them"});
}

}  // namespace gotrue::mysql
