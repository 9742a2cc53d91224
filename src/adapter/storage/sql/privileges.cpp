#include "adapter/storage/sql/privileges.hpp"

#include "core/port/storage.hpp"

namespace gotrue::sql {

std::string join(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

void require_row_privileges(const MissingPrivileges& missing) {
  if (missing.for_rows.empty()) return;
  throw StorageError(StorageError::Kind::Broken, "the user of the database lacks the privilege " +
                                                     join(missing.for_rows) +
                                                     " on its tables; `gotrue migrate --check` says what to grant");
}

}  // namespace gotrue::sql
