#include "adapter/storage/sqlite/sqlite_storage.hpp"

#include <optional>
#include <thread>

#include "adapter/storage/sqlite/migrations.hpp"
#include "adapter/storage/sqlite/reader_pool.hpp"
#include "adapter/storage/sqlite/server_lock.hpp"
#include "adapter/storage/sqlite/waiting_job.hpp"
#include "adapter/storage/sqlite/write_lane.hpp"

namespace gotrue::sqlite {
namespace {

// WAL lets readers go on beside the writer; FULL waits for the disk at every commit (security.md 24).
const std::string kWriterPragmas =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;"
    "PRAGMA trusted_schema = 0; PRAGMA cell_size_check = 1; PRAGMA journal_size_limit = 67108864;"
    "PRAGMA wal_autocheckpoint = " + std::to_string(kCheckpointFrames) + ';';

void require_schema(SqliteConnection& connection, const SqliteOptions& options) {
  const int version = schema_version(connection, options.table_prefix);
  if (version == newest_schema_version()) return;
  throw StorageError(StorageError::Kind::Broken,
                     "the schema of " + options.path + " has version " + std::to_string(version) +
                         ", this binary needs " + std::to_string(newest_schema_version()) +
                         (version < newest_schema_version() ? ": run `gotrue migrate`" : ": start a newer gotrue"));
}

}  // namespace

// While another process makes the file, SQLite refuses to change its journal at once instead of waiting, so the waiting
// is done here.
void set_up_writer(SqliteConnection& connection, std::chrono::milliseconds busy_timeout) {
  constexpr std::chrono::milliseconds kPause{5};
  sqlite3_busy_timeout(connection.handle(), 0);
  for (auto left = busy_timeout;; left -= kPause) {
    try {
      connection.execute(kWriterPragmas.c_str());
      break;
    } catch (const StorageError&) {
      if ((sqlite3_errcode(connection.handle()) & 0xff) != SQLITE_BUSY || left <= kPause) throw;
    }
    std::this_thread::sleep_for(kPause);
  }
  sqlite3_busy_timeout(connection.handle(), static_cast<int>(busy_timeout.count()));
}

SqliteConnection open_writer(const SqliteOptions& options) {
  SqliteConnection connection(options.path, OpenMode::ReadWriteCreate, options.busy_timeout);
  try {
    set_up_writer(connection, options.busy_timeout);
  } catch (const StorageError& error) {
    throw StorageError(error.kind(), "cannot use " + options.path + ": " + error.what());
  }
  return connection;
}

struct SqliteStorage::Engine {
  Engine(const SqliteOptions& options_in, const Clock& clock) : options(options_in) {
    if (options.is_server) lock.emplace(options.path);
    connection.emplace(open_writer(options));
    if (options.automigrate) migrate(*connection, options.table_prefix, clock.now());
    require_schema(*connection, options);
    const sql::Flavour flavour{options.table_prefix, options.hash_tokens};
    repositories.emplace(*connection, flavour);
    readers.emplace(options.path, flavour, options.busy_timeout);
    WriterOptions writing;
    writing.queue_limit = options.queue_limit;
    writing.checkpoint_frames = options.checkpoint_frames;
    writer.emplace(options.path, *connection, *repositories, writing);
    lane.emplace(*writer, *readers);
  }

  SqliteOptions options;
  std::optional<ServerLock> lock;
  std::optional<SqliteConnection> connection;
  std::optional<sql::SqlRepositories> repositories;
  std::optional<ReaderPool> readers;
  std::optional<Writer> writer;
  std::optional<WriteLane> lane;
};

SqliteStorage::SqliteStorage(const SqliteOptions& options, const Clock& clock)
    : engine_(std::make_unique<Engine>(options, clock)) {}

SqliteStorage::~SqliteStorage() = default;

void SqliteStorage::on_outbox_commit(std::function<void()> listener) {
  engine_->writer->on_outbox_commit(std::move(listener));
}

LaneExecutor& SqliteStorage::write_lane() { return *engine_->lane; }

void SqliteStorage::run_read(const std::function<void(Repositories&)>& body) {
  // A job of the write lane sees what the jobs before it in the batch wrote.
  if (engine_->writer->is_own_thread()) return engine_->writer->run_in_snapshot(body);
  engine_->readers->run(body);
}

void SqliteStorage::run_transaction(const std::function<bool(Repositories&)>& body) {
  Writer& writer = *engine_->writer;
  if (writer.is_own_thread()) return writer.run_in_savepoint(body);
  const auto pending = std::make_shared<PendingTransaction>(body);
  std::unique_ptr<LaneJob> job = std::make_unique<WaitingJob>(pending, writer);
  if (!writer.try_submit(job)) {
    throw StorageError(StorageError::Kind::Unavailable, "sqlite: the queue of the writer is full");
  }
  writer.flush();
  pending->wait(engine_->options.transaction_deadline);
}

void SqliteStorage::run_decided_transaction(const std::function<bool(Repositories&)>& body) {
  if (engine_->writer->is_own_thread()) return engine_->writer->run_without_savepoint(body);
  run_transaction(body);
}

int migrate_file(const SqliteOptions& options, const Clock& clock) {
  SqliteConnection connection = open_writer(options);
  migrate(connection, options.table_prefix, clock.now());
  return schema_version(connection, options.table_prefix);
}

}  // namespace gotrue::sqlite
