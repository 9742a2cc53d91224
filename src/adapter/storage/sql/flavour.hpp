// What differs between the engines in the SQL that the repositories share.
#pragma once
#include <string>

namespace gotrue::sql {

struct Flavour {
  std::string prefix;  // of every table: "<DB_NAMESPACE>_" or empty
  bool hash_tokens = true;  // GOTRUE_SECURITY_HASH_TOKENS

  std::string table(const char* name) const { return prefix + name; }
};

}  // namespace gotrue::sql
