// The versions of a PostgreSQL schema as SQL, oldest first.
#pragma once
#include <string_view>
#include <vector>

namespace gotrue::postgres {

// An index on a table that may hold rows: it is built while the table is read and written (CREATE INDEX CONCURRENTLY).
struct LaterIndex {
  const char* name;     // without the prefix
  const char* table;    // without the prefix
  const char* columns;  // "(a, b) WHERE a <> ''"
  bool is_unique = false;
};

// In texts {p} stands for the prefix and {text} for text that is compared as bytes whatever the database's collation.
struct Version {
  std::string_view statements;  // run in one transaction; they lock no table with rows for long
  std::vector<LaterIndex> indexes;
};

// Version n is the n-th entry. Entries are never changed once released.
const std::vector<Version>& versions();

}  // namespace gotrue::postgres
