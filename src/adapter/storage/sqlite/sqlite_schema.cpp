#include "adapter/storage/sqlite/sqlite_schema.hpp"

#include "adapter/storage/sql/duplicate_instances.hpp"
#include "adapter/storage/sqlite/migrations.hpp"
#include "adapter/storage/sqlite/sqlite_storage.hpp"

namespace gotrue::sqlite {
namespace {

class SqliteSchema final : public sql::Schema {
 public:
  SqliteSchema(SqliteConnection connection, std::string prefix)
      : connection_(std::move(connection)), prefix_(std::move(prefix)) {}

  int version() override { return schema_version(connection_, prefix_); }
  int newest() const override { return newest_schema_version(); }
  std::vector<std::string> pending() override { return pending_statements(connection_, prefix_); }
  // A file is ours alone: nothing but a newer schema can stand in the way, and migrate says so.
  std::vector<sql::Obstacle> check() override {
    std::vector<sql::Obstacle> obstacles;
    if (version() > 0) sql::find_duplicate_instances(connection_, prefix_ + "instances", obstacles);
    return obstacles;
  }
  void migrate(Time now) override { sqlite::migrate(connection_, prefix_, now); }
  std::size_t adopt_rows(const std::function<void(std::size_t)>&) override { return 0; }

 private:
  SqliteConnection connection_;
  const std::string prefix_;
};

}  // namespace

std::unique_ptr<sql::Schema> open_schema(const std::string& path, const std::string& prefix) {
  SqliteOptions options;
  options.path = path;
  return std::make_unique<SqliteSchema>(open_writer(options), prefix);
}

}  // namespace gotrue::sqlite
