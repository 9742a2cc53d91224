// `gotrue migrate`: it works beside running servers.
#include "adapter/system/system_clock.hpp"
#include "app/cli/actions.hpp"
#include "app/open_schema.hpp"
#include "app/open_storage.hpp"
#include "app/run_command.hpp"

namespace gotrue {
namespace {

std::unique_ptr<sql::Schema> open_configured_schema(const Configuration& configuration) {
  const DatabaseTarget target{configuration.db.driver.value_or(DatabaseDriver::Sqlite), configuration.db.path};
  return open_schema(target, std::string(configuration.db.url.reveal()), configuration.db.table_prefix);
}

int print_status(sql::Schema& schema, const std::string& database) {
  const int version = schema.version();
  std::cout << database << " has schema version " << version << ", this binary knows " << schema.newest() << "\n";
  if (version > schema.newest()) {
    std::cout << "start a newer gotrue" << std::endl;
    return 0;
  }
  const std::size_t pending = schema.pending().size();
  std::cout << (pending == 0 ? std::string("nothing is pending")
                             : std::to_string(pending) + " statements are pending; `gotrue migrate --dry-run` prints them")
            << std::endl;
  return 0;
}

int print_obstacles(sql::Schema& schema) {
  if (schema.version() > schema.newest()) {
    return complain("the database has schema version " + std::to_string(schema.version()) + ", this binary knows " +
                    std::to_string(schema.newest()) + ": start a newer gotrue");
  }
  const auto obstacles = schema.check();
  for (const auto& [what, remedy] : obstacles) std::cout << what << "\n  what to do: " << remedy << "\n";
  if (obstacles.empty()) std::cout << "nothing stands in the way\n";
  std::cout << std::flush;
  return obstacles.empty() ? 0 : 1;
}

int print_pending(sql::Schema& schema) {
  for (const std::string& statement : schema.pending()) std::cout << statement << (statement.ends_with(";\n") ? "" : ";\n");
  std::cout << std::flush;
  return 0;
}

int apply_pending(sql::Schema& schema, const std::string& database) {
  const SystemClock clock;
  schema.migrate(clock.now());
  const std::size_t adopted = schema.adopt_rows([](std::size_t rows) {
    if (rows % 50'000 == 0) std::cout << rows << " users looked at" << std::endl;
  });
  if (adopted > 0) std::cout << adopted << " users of the original server are found by their addresses now\n";
  std::cout << database << " has schema version " << schema.version() << std::endl;
  return 0;
}

}  // namespace

int migrate_database(const Configuration& configuration, MigrateMode mode) {
  return run_command([&] {
    const auto schema = open_configured_schema(configuration);
    switch (mode) {
      case MigrateMode::Apply: return apply_pending(*schema, describe_database(configuration));
      case MigrateMode::ShowStatus: return print_status(*schema, describe_database(configuration));
      case MigrateMode::Check: return print_obstacles(*schema);
      case MigrateMode::DryRun: return print_pending(*schema);
    }
    return 1;
  });
}

}  // namespace gotrue
