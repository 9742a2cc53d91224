// What the migrations of the engines have in common.
#pragma once
#include <string>
#include <string_view>

namespace gotrue::sql {

// `text` with `value` in every place of `name`.
std::string replace_all(std::string_view text, std::string_view name, std::string_view value);
// The table in which a database keeps the versions that were applied to it.
std::string version_table(const std::string& prefix);
// Throws StorageError (Broken) when the database is ahead of the binary.
void refuse_newer_schema(int version, int newest);

}  // namespace gotrue::sql
