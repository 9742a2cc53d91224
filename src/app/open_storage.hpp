// Opens the database that the configuration names.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "app/config/configuration.hpp"
#include "base/clock.hpp"
#include "base/lane_executor.hpp"
#include "core/port/storage.hpp"

namespace gotrue {

enum class StorageUse { Server, CommandLine };

// Lanes that fetch the rows of many requests at once.
struct GatheringLanes {
  std::unique_ptr<LaneExecutor> read;
  std::unique_ptr<LaneExecutor> write;
};

struct OpenedDatabase {
  std::unique_ptr<Storage> storage;
  // The embedded database brings the thread that writes. nullptr: its calls wait for a server, on threads that may.
  LaneExecutor* write_lane = nullptr;
  // How many calls may wait for a server at the same time.
  std::size_t callers = 0;
  // For a server: its lanes over threads that may wait for it. Both must be gone before the storage is.
  std::function<GatheringLanes(LaneExecutor& threads)> make_lanes = {};
  // The original server works on the same tables and reads its tokens in clear (GOTRUE_SECURITY_HASH_TOKENS).
  bool is_shared = false;
};

// Brings the schema up to date first when the configuration says so. Throws StorageError with one clear line.
OpenedDatabase open_storage(const Configuration& configuration, StorageUse use, const Clock& clock);
// "gotrue.db" or "PostgreSQL": for people, without any secret.
std::string describe_database(const Configuration& configuration);

}  // namespace gotrue
