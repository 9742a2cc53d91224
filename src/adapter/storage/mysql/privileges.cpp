#include "adapter/storage/mysql/privileges.hpp"

#include <set>

namespace gotrue::mysql {
namespace {

bool has_role(sql::Connection& connection) {
  sql::PreparedQuery query(connection, "SELECT COALESCE(CURRENT_ROLE(), 'NONE') <> 'NONE'");
  sql::Cursor row = query();
  return row.next() && row.boolean(0);
}

// Names of databases in grants are patterns.
std::set<std::string> privileges(sql::Connection& connection) {
  const std::string mine =
      " grantee IN ('PUBLIC', CONCAT('''', SUBSTRING_INDEX(CURRENT_USER(), '@', 1), '''@''',"
      " SUBSTRING_INDEX(CURRENT_USER(), '@', -1), ''''))";
  sql::PreparedQuery query(
      connection, "SELECT privilege_type FROM information_schema.user_privileges WHERE" + mine +
                      " UNION SELECT privilege_type FROM information_schema.schema_privileges WHERE" + mine +
                      " AND DATABASE() LIKE table_schema UNION SELECT privilege_type FROM"
                      " information_schema.table_privileges WHERE" + mine + " AND table_schema = DATABASE()");
  std::set<std::string> names;
  sql::Cursor row = query();
  while (row.next()) names.insert(row.text(0));
  return names;
}

}  // namespace

sql::MissingPrivileges find_missing_privileges(sql::Connection& connection, const std::string&) {
  if (has_role(connection)) return {};
  const std::set<std::string> there = privileges(connection);
  const auto missing = [&](std::initializer_list<const char*> needed) {
    std::vector<std::string> names;
    for (const char* name : needed) {
      if (!there.contains(name)) names.emplace_back(name);
    }
    return names;
  };
  return {missing({"SELECT", "INSERT", "UPDATE", "DELETE"}), missing({"CREATE", "ALTER", "INDEX"})};
}

}  // namespace gotrue::mysql
