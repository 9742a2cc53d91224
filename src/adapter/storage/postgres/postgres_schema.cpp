#include "adapter/storage/postgres/postgres_schema.hpp"

#include "adapter/storage/postgres/migrations.hpp"
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
    if (!pending().empty() && !may_create()) {
      obstacles.push_back({"the user of the database may not create tables in its schema",
                           "GRANT USAGE, CREATE ON SCHEMA public TO that user, or run `gotrue migrate` as the owner"});
    }
    if (version() > 0) sql::find_duplicate_instances(*connection_, prefix_ + "instances", obstacles);
    return obstacles;
  }
  void migrate(Time now) override { postgres::migrate(*connection_, prefix_, now); }
  // The original server does not know PostgreSQL.
  std::size_t adopt_rows(const std::function<void(std::size_t)>&) override { return 0; }

 private:
  bool may_create() {
    sql::PreparedQuery query(*connection_,
                             "SELECT COALESCE(has_schema_privilege(current_schema(), 'CREATE'), false)");
    sql::Cursor row = query();
    return row.next() && row.boolean(0);
  }

  const std::unique_ptr<sql::ServerConnection> connection_;
  const std::string prefix_;
};

}  // namespace

std::unique_ptr<sql::Schema> make_schema(std::unique_ptr<sql::ServerConnection> connection, const std::string& prefix) {
  return std::make_unique<PostgresSchema>(std::move(connection), prefix);
}

}  // namespace gotrue::postgres
