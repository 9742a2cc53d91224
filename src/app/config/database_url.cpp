#include "app/config/database_url.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace gotrue {
namespace {

using Target = tl::expected<DatabaseTarget, std::string>;
using Schemes = std::array<std::pair<std::string_view, DatabaseDriver>, 6>;

constexpr Schemes kSchemes = {{{"sqlite3", DatabaseDriver::Sqlite},
                               {"sqlite", DatabaseDriver::Sqlite},
                               {"mysql", DatabaseDriver::Mysql},
                               {"mariadb", DatabaseDriver::Mysql},
                               {"postgres", DatabaseDriver::Postgres},
                               {"postgresql", DatabaseDriver::Postgres}}};

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

std::optional<DatabaseDriver> find_scheme(std::string_view scheme) {
  const auto found = std::find_if(kSchemes.begin(), kSchemes.end(), [&](const auto& known) { return known.first == scheme; });
  if (found == kSchemes.end()) return std::nullopt;
  return found->second;
}

// A DSN of the Go driver, `user:pw@tcp(host)/db`, or the short form `user@host/db`.
bool is_go_dsn(std::string_view text) {
  const auto last_slash = text.rfind('/');
  if (last_slash == text.npos) return false;
  return contains(text.substr(0, last_slash), "@") || text.substr(0, last_slash).ends_with(')');
}

Target embedded(std::string_view path) {
  if (path.empty()) return tl::unexpected<std::string>("names no file; write sqlite3:///absolute/path or sqlite3://relative/path");
  if (contains(path, ":memory:")) {
    return tl::unexpected<std::string>("a database in memory would forget its users; name a file");
  }
  if (contains(path, "?")) return tl::unexpected<std::string>("takes no options behind '?' with SQLite");
  if (contains(path, std::string_view("\0", 1))) return tl::unexpected<std::string>("names no file");
  return DatabaseTarget{DatabaseDriver::Sqlite, std::string(path)};
}

std::optional<DatabaseDriver> guess_driver(std::string_view url, std::optional<DatabaseDriver> driver) {
  if (driver == DatabaseDriver::Postgres) return driver;
  if (is_go_dsn(url) && driver != DatabaseDriver::Sqlite) return DatabaseDriver::Mysql;
  return driver;
}

Target target_of(DatabaseDriver found, std::optional<DatabaseDriver> wanted, std::string_view path) {
  if (wanted && *wanted != found) {
    return tl::unexpected("is for " + std::string(title_of(found)) + ", but GOTRUE_DB_DRIVER says " +
                          std::string(title_of(*wanted)));
  }
  if (found == DatabaseDriver::Sqlite) return embedded(path);
  return DatabaseTarget{found, {}};
}

}  // namespace

Target parse_database_url(std::string_view url, std::optional<DatabaseDriver> driver) {
  if (url.empty()) {
    const auto wanted = driver.value_or(DatabaseDriver::Sqlite);
    if (wanted == DatabaseDriver::Sqlite) return DatabaseTarget{wanted, "gotrue.db"};
    return tl::unexpected("required when GOTRUE_DB_DRIVER says " + std::string(title_of(wanted)));
  }
  if (contains(url, "@cloudsql(") || url.starts_with("cloudsql(")) {
    return tl::unexpected<std::string>("cloudsql(...) is not supported; connect with tcp(host:port) or unix(/path)");
  }
  const auto end_of_scheme = url.find("://");
  const auto scheme = end_of_scheme == url.npos ? std::nullopt : find_scheme(url.substr(0, end_of_scheme));
  if (scheme) return target_of(*scheme, driver, url.substr(end_of_scheme + 3));
  const auto guessed = guess_driver(url, driver);
  if (guessed) return target_of(*guessed, driver, url);
  return tl::unexpected<std::string>("is no database URL; write sqlite3://path, mysql://... or postgres://...");
}

std::string_view title_of(DatabaseDriver driver) {
  switch (driver) {
    case DatabaseDriver::Sqlite: return "SQLite";
    case DatabaseDriver::Mysql: return "MySQL";
    case DatabaseDriver::Postgres: return "PostgreSQL";
  }
  return "";
}

}  // namespace gotrue
