// The tables that `gotrue db copy` copies: what every engine has, in the words of docs/wire/schema.md. A table or column
// that is added to the schema is added here; a test compares the list with the tables of the embedded database.
#pragma once
#include <string>
#include <vector>

namespace gotrue::copy {

enum class Kind { Text, Integer, Time, Bytes };

struct Column {
  const char* name;
  Kind kind;
};

struct CopiedTable {
  const char* name;
  std::vector<Column> columns;
  // Names of columns: unique, and in the order of an index of every engine. Empty: see key_of.
  std::vector<const char*> key;
  // The column that names a row in an error; nullptr where all of them may hold what is not to be said.
  const char* id = nullptr;
};

const std::vector<CopiedTable>& copied_tables();

}  // namespace gotrue::copy
