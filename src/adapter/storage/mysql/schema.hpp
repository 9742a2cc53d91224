// The tables of a MySQL database: the original's under its names, our nullable columns in them, and our own.
#pragma once
#include <string>
#include <vector>

namespace gotrue::mysql {

struct ColumnAddition {
  const char* name;
  const char* type;
  // An expression for rows to come, where the server knows such defaults; rows that are there keep NULL.
  const char* later_default = nullptr;
};

struct IndexAddition {
  const char* name;
  const char* columns;
  bool is_unique = false;
};

// The definition of a table that an earlier version made.
inline constexpr const char* kIsThere = "";

// `definition` stands behind CREATE TABLE <prefix><name>; the table is only made when there is none. `known_columns`
// tell it from another's of the same name. Additions are made where they are missing, whoever made the table.
struct Table {
  const char* name;
  const char* definition;
  std::vector<const char*> known_columns;
  std::vector<ColumnAddition> columns;
  std::vector<IndexAddition> indexes;

  bool is_there() const { return *definition == '\0'; }
};

// Version 1 of the schema.
const std::vector<Table>& first_schema();
// Version 2: what external sign-in leaves for a moment.
const std::vector<Table>& external_sign_in_schema();
// Version 4: generated SAML keys.
const std::vector<Table>& saml_schema();
// Version 5: one instance for each UUID, and what is due is found by an index.
const std::vector<Table>& keys_and_due_times_schema();

}  // namespace gotrue::mysql
