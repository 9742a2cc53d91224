// The one writer of the embedded database: takes what has queued up, runs each job inside the transaction of the
// batch and commits once. While the disk works and the answers of that batch go out (batch_finisher.hpp), it runs the jobs of
// the next one (docs/adr/0004-one-writer-group-commit.md).
#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "adapter/storage/sql/sql_repositories.hpp"
#include "adapter/storage/sqlite/batch_finisher.hpp"
#include "adapter/storage/sqlite/checkpoint_frames.hpp"
#include "adapter/storage/sqlite/log_checkpointer.hpp"
#include "adapter/storage/sqlite/sqlite_connection.hpp"
#include "base/lane_executor.hpp"

namespace gotrue::sqlite {

struct WriterOptions {
  std::size_t queue_limit = 4'096;
  // Few enough that the disk begins early, so many that what a commit costs is shared.
  std::size_t batch_limit = 32;
  int checkpoint_frames = kCheckpointFrames;
};

// try_submit and flush are thread-safe; everything else is for the writer's own thread.
class Writer final : public LaneExecutor {
 public:
  // `connection` and `repositories` are the writer's alone from now on; `path` of the database. Throws StorageError when
  // its log cannot be opened.
  Writer(const std::string& path, SqliteConnection& connection, sql::SqlRepositories& repositories,
         WriterOptions options);
  // Runs what has queued up, then ends the thread.
  ~Writer() override;

  bool try_submit(std::unique_ptr<LaneJob>& job) override;
  void flush() override;

  bool is_own_thread() const { return std::this_thread::get_id() == thread_.get_id(); }
  // One savepoint inside the batch: kept when `body` returns true, undone when it returns false or throws.
  void run_in_savepoint(const std::function<bool(Repositories&)>& body);
  // The same for a body that returns false or throws only before it has written. Else the whole batch is lost.
  void run_without_savepoint(const std::function<bool(Repositories&)>& body);
  // On what the batch has written so far, or on one snapshot of the file while it has written nothing.
  void run_in_snapshot(const std::function<void(Repositories&)>& body);

  // Set before the first job.
  void on_outbox_commit(std::function<void()> listener) { finisher_.on_outbox_commit = std::move(listener); }

 private:
  using Jobs = std::deque<std::unique_ptr<LaneJob>>;
  void run();
  void run_batch(Jobs first);
  Jobs take_jobs(std::size_t limit);
  Jobs wait_for_jobs();
  Jobs wait_for_jobs_or_finisher(std::size_t limit);
  void finisher_is_free();
  void commit(RunBatch& batch);
  void begin_batch();
  void require_batch();
  void undo_savepoint();

  SqliteConnection& connection_;
  sql::SqlRepositories& repositories_;
  const WriterOptions options_;

  // Of the batch that runs now.
  bool has_begun_ = false;
  bool is_lost_ = false;  // SQLite gave the transaction up
  std::exception_ptr begin_error_;
  bool is_savepoint_open_ = false;

  sql::PreparedQuery begin_;
  sql::PreparedQuery begin_snapshot_;
  sql::PreparedQuery commit_;
  sql::PreparedQuery savepoint_;
  sql::PreparedQuery release_;
  sql::PreparedQuery rollback_to_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<bool> is_unflushed_ = false;
  Jobs queue_;
  bool is_stopping_ = false;
  BatchFinisher finisher_;
  LogCheckpointer checkpointer_;
  std::thread thread_;
};

}  // namespace gotrue::sqlite
