// What the user of a database server may do, as far as the product needs it; each engine asks its own catalogue.
#pragma once
#include <string>
#include <vector>

#include "adapter/storage/sql/schema.hpp"

namespace gotrue::sql {

// Privileges that are surely missing, by their names in SQL; empty where the server does not tell.
struct MissingPrivileges {
  std::vector<std::string> for_rows;    // to serve
  std::vector<std::string> for_schema;  // to migrate
};

std::string join(const std::vector<std::string>& names);
// Throws StorageError (Broken) with one line when a server could not work.
void require_row_privileges(const MissingPrivileges& missing);

}  // namespace gotrue::sql
