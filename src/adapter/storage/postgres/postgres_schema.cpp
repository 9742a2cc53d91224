#include "adapter/storage/postgres/postgres_schema.hpp"

#include <algorithm>

#include "adapter/storage/postgres/migrations.hpp"
#include "adapter/storage/postgres/privileges.hpp"
#include "adapter/storage/sql/duplicate_instances.hpp"

namespace gotrue::postgres {
namespace {

class PostgresSchema final : public sql::Schema {
 public:
  PostgresSchema(std::unique_ptr<sql::ServerConnection> connection, std::string prefix)
      : connection_(std::move(connection)), prefix_(std::move(prefix)) {}

  int version() override { return schema_version(*connection_, prefix_); }
  int newest() const override { return newest_schema_version(); }
  std::vector<std::string> pending() override { return pending_statements(*connection_, prefix_); }
  std::vector<sql::Obstacle> check() override {
    std::vector<sql::Obstacle> obstacles;
    const sql::MissingPrivileges missing = find_missing_privileges(*connection_, prefix_);
    std::vector<std::string> names = missing.for_rows;
    if (version() < newest()) names.insert(names.end(), missing.for_schema.begin(), missing.for_schema.end());
    if (!names.empty()) {
      obstacles.push_back({"the user of the database lacks " + sql::join(names),
                           "GRANT it to that user (CREATE on the schema, the rest on its tables), or run `gotrue "
                           "migrate` as their owner"});
    }
    const bool may_read = std::find(names.begin(), names.end(), "SELECT") == names.end();
    if (!may_read) return obstacles;
    if (version() > 0) sql::find_duplicate_instances(*connection_, prefix_ + "instances", obstacles);
    return obstacles;
  }
  void migrate(Time now) override { postgres::migrate(*connection_, prefix_, now); }
  // The original server does not know PostgreSQL.
  std::size_t adopt_rows(const std::function<void(std::size_t)>&) override { return 0; }

 private:
  const std::unique_ptr<sql::ServerConnection> connection_;
  const std::string prefix_;
};

}  // namespace

std::unique_ptr<sql::Schema> make_schema(std::unique_ptr<sql::ServerConnection> connection, const std::string& prefix) {
  return std::make_unique<PostgresSchema>(std::move(connection), prefix);
}

}  // namespace gotrue::postgres
