#include "app/open_schema.hpp"

#include "adapter/storage/mysql/mysql_schema.hpp"
#include "adapter/storage/postgres/connector.hpp"
#include "adapter/storage/postgres/postgres_schema.hpp"
#include "adapter/storage/sqlite/sqlite_schema.hpp"

namespace gotrue {

std::unique_ptr<sql::Schema> open_schema(const DatabaseTarget& target, const std::string& url,
                                         const std::string& prefix) {
  switch (target.driver) {
    case DatabaseDriver::Sqlite: return sqlite::open_schema(target.path, prefix);
    case DatabaseDriver::Mysql: return mysql::open_schema(url, prefix);
    case DatabaseDriver::Postgres: return postgres::make_schema(postgres::make_connector(url)->connect(), prefix);
  }
  return nullptr;
}

}  // namespace gotrue
