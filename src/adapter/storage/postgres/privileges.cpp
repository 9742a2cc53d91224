#include "adapter/storage/postgres/privileges.hpp"

namespace gotrue::postgres {
namespace {

constexpr const char* kTables[] = {"users",          "instances",  "refresh_tokens", "audit_log_entries", "sessions",
                                   "identities",     "outbox",     "one_time_tokens", "mail_frequency",   "flow_codes",
                                   "hook_deliveries", "saml_keys", "spent_ids"};

bool is_true(sql::Connection& connection, const std::string& condition, const std::string& argument) {
  sql::PreparedQuery query(connection, "SELECT COALESCE(" + condition + ", true)");
  sql::Cursor row = query(argument);
  return !row.next() || row.boolean(0);
}

// NULL, and so no hindrance, for a table that is not there.
bool may(sql::Connection& connection, const std::string& prefix, const std::string& privilege) {
  for (const char* table : kTables) {
    if (!is_true(connection, "has_table_privilege(to_regclass(?), '" + privilege + "')", prefix + table)) return false;
  }
  return true;
}

// Only the owner of a table may alter it.
bool owns_tables(sql::Connection& connection, const std::string& prefix) {
  for (const char* table : kTables) {
    if (!is_true(connection, "(SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(?))",
                 prefix + table)) {
      return false;
    }
  }
  return true;
}

}  // namespace

sql::MissingPrivileges find_missing_privileges(sql::Connection& connection, const std::string& prefix) {
  sql::MissingPrivileges missing;
  for (const char* privilege : {"SELECT", "INSERT", "UPDATE", "DELETE"}) {
    if (!may(connection, prefix, privilege)) missing.for_rows.emplace_back(privilege);
  }
  if (!is_true(connection, "has_schema_privilege(current_schema(), ?)", "CREATE")) missing.for_schema.emplace_back("CREATE");
  if (!owns_tables(connection, prefix)) missing.for_schema.emplace_back("ownership of its tables");
  return missing;
}

}  // namespace gotrue::postgres
