#include "adapter/storage/mysql/privileges.hpp"

#include <algorithm>
#include <set>

#include "adapter/storage/sql/server_connection.hpp"

namespace gotrue::mysql {
namespace {

constexpr const char* kNeeded[] = {"SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "INDEX"};

bool is_answered(sql::Connection& connection, const std::string& sql) {
  try {
    sql::PreparedQuery query(connection, sql);
    query().next();
    return true;
  } catch (const sql::ConnectionLost&) {
    throw;
  } catch (const StorageError&) {
    return false;
  }
}

// MySQL before version 8 knows none.
bool has_role(sql::Connection& connection) {
  if (!is_answered(connection, "SELECT CURRENT_ROLE()")) return false;
  sql::PreparedQuery query(connection, "SELECT COALESCE(CURRENT_ROLE(), 'NONE') <> 'NONE'");
  sql::Cursor row = query();
  return row.next() && row.boolean(0);
}

// EXPLAIN asks for the privileges of what it explains, and does nothing.
bool may(sql::Connection& connection, const std::string& users, const std::string& privilege) {
  if (privilege == "SELECT") return is_answered(connection, "EXPLAIN SELECT id FROM " + users + " WHERE id = ''");
  if (privilege == "INSERT") return is_answered(connection, "EXPLAIN INSERT INTO " + users + " (id) VALUES ('')");
  if (privilege == "UPDATE") return is_answered(connection, "EXPLAIN UPDATE " + users + " SET role = '' WHERE id = ''");
  return is_answered(connection, "EXPLAIN DELETE FROM " + users + " WHERE id = ''");
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

// Who has none at all could not connect: rights of the same name at other hosts hold, too, and are not to be seen.
bool tells_of_us(const std::set<std::string>& there) {
  return std::any_of(std::begin(kNeeded), std::end(kNeeded), [&](const char* name) { return there.contains(name); });
}

}  // namespace

sql::MissingPrivileges find_missing_privileges(sql::Connection& connection, const std::string& prefix) {
  if (has_role(connection)) return {};
  const std::string users = prefix + "users";
  const std::set<std::string> there = privileges(connection);
  if (!tells_of_us(there)) return {};
  sql::MissingPrivileges missing;
  for (const char* name : {"SELECT", "INSERT", "UPDATE", "DELETE"}) {
    if (!there.contains(name) && !may(connection, users, name)) missing.for_rows.emplace_back(name);
  }
  for (const char* name : {"CREATE", "ALTER", "INDEX"}) {
    if (!there.contains(name)) missing.for_schema.emplace_back(name);
  }
  return missing;
}

}  // namespace gotrue::mysql
