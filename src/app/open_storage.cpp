#include "app/open_storage.hpp"

namespace gotrue {

sqlite::SqliteOptions make_storage_options(const Configuration& configuration, StorageUse use) {
  sqlite::SqliteOptions options;
  options.path = configuration.db.path;
  options.table_prefix = configuration.db.table_prefix;
  options.hash_tokens = configuration.security.hash_tokens.value_or(true);
  options.automigrate = configuration.db.migrates_at_start();
  options.is_server = use == StorageUse::Server;
  return options;
}

std::unique_ptr<sqlite::SqliteStorage> open_storage(const Configuration& configuration, StorageUse use,
                                                    const Clock& clock) {
  return std::make_unique<sqlite::SqliteStorage>(make_storage_options(configuration, use), clock);
}

}  // namespace gotrue
