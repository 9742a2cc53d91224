// Opens the schema of a database, for the commands that change it.
#pragma once
#include <memory>
#include <string>

#include "adapter/storage/sql/schema.hpp"
#include "app/config/database_url.hpp"

namespace gotrue {

// `url` is what `target` was parsed from. Throws StorageError with one clear line, without any secret.
std::unique_ptr<sql::Schema> open_schema(const DatabaseTarget& target, const std::string& url, const std::string& prefix);

}  // namespace gotrue
