// Opens the database that the configuration names.
#pragma once
#include <memory>

#include "adapter/storage/sqlite/sqlite_storage.hpp"
#include "app/config/configuration.hpp"

namespace gotrue {

enum class StorageUse { Server, CommandLine };

// Throws StorageError with one clear line.
std::unique_ptr<sqlite::SqliteStorage> open_storage(const Configuration& configuration, StorageUse use,
                                                    const Clock& clock);
sqlite::SqliteOptions make_storage_options(const Configuration& configuration, StorageUse use);

}  // namespace gotrue
