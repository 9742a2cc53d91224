// The embedded database: Storage over one SQLite file in WAL mode.
#pragma once
#include <chrono>
#include <memory>
#include <string>

#include "adapter/storage/sqlite/checkpoint_frames.hpp"
#include "adapter/storage/sqlite/sqlite_connection.hpp"
#include "base/clock.hpp"
#include "base/lane_executor.hpp"
#include "core/port/storage.hpp"

namespace gotrue::sqlite {

struct SqliteOptions {
  std::string path;
  std::string table_prefix;  // "<DB_NAMESPACE>_" or empty
  bool hash_tokens = true;
  // Apply missing migrations when the file is opened; else a schema that is not up to date is an error.
  bool automigrate = true;
  // A server keeps other servers off the file; command-line tools work beside one.
  bool is_server = true;
  // How long a statement waits for a lock that another process holds.
  std::chrono::milliseconds busy_timeout{5'000};
  std::size_t queue_limit = 4'096;
  int checkpoint_frames = kCheckpointFrames;
  // How long `transact` waits for its turn before it gives up.
  std::chrono::milliseconds transaction_deadline{10'000};
};

// Thread-safe.
class SqliteStorage final : public Storage {
 public:
  // Opens or creates the file. Throws StorageError with one clear line.
  SqliteStorage(const SqliteOptions& options, const Clock& clock);
  // Runs what has queued up.
  ~SqliteStorage() override;

  void on_outbox_commit(std::function<void()> listener) override;
  // Jobs of this lane run on the writer's thread: their transactions become durable together, and `finish` follows
  // the commit.
  LaneExecutor& write_lane();

 protected:
  void run_read(const std::function<void(Repositories&)>& body) override;
  void run_transaction(const std::function<bool(Repositories&)>& body) override;
  void run_decided_transaction(const std::function<bool(Repositories&)>& body) override;

 private:
  struct Engine;
  std::unique_ptr<Engine> engine_;
};

// Opens the file for writing and makes it where there is none. Throws StorageError with one clear line.
SqliteConnection open_writer(const SqliteOptions& options);

// Brings the schema of the file up to date; returns the version it has then. Throws StorageError.
int migrate_file(const SqliteOptions& options, const Clock& clock);

}  // namespace gotrue::sqlite
