// Which database DB_DRIVER and DB_DATABASE_URL mean. Knows the forms of the original server (pop URLs, Go MySQL
// DSNs); the engines themselves come later.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "app/config/configuration.hpp"

namespace gotrue {

struct DatabaseTarget {
  DatabaseDriver driver = DatabaseDriver::Sqlite;
  std::string path;  // of an embedded database
};

// `url` may be empty: then the embedded `gotrue.db`, unless the driver needs a server. The error says what is
// wrong without any part of the URL, which may hold a password.
tl::expected<DatabaseTarget, std::string> parse_database_url(std::string_view url, std::optional<DatabaseDriver> driver);

// "SQLite", "MySQL", "PostgreSQL".
std::string_view title_of(DatabaseDriver driver);

}  // namespace gotrue
