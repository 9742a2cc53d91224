#include "adapter/storage/sql/schema_text.hpp"

#include "core/port/storage.hpp"

namespace gotrue::sql {

std::string replace_all(std::string_view text, std::string_view name, std::string_view value) {
  std::string result(text);
  for (std::size_t at = result.find(name); at != std::string::npos; at = result.find(name, at + value.size())) {
    result.replace(at, name.size(), value);
  }
  return result;
}

std::string version_table(const std::string& prefix) { return prefix + "gotrue_migrations"; }

void refuse_newer_schema(int version, int newest) {
  if (version <= newest) return;
  throw StorageError(StorageError::Kind::Broken, "the database has schema version " + std::to_string(version) +
                                                     ", this binary knows " + std::to_string(newest) +
                                                     ": start a newer gotrue");
}

}  // namespace gotrue::sql
