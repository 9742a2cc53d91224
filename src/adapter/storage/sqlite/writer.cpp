#include "adapter/storage/sqlite/writer.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>

#include "adapter/storage/sqlite/log_buffer_vfs.hpp"

namespace gotrue::sqlite {

Writer::Writer(const std::string& path, SqliteConnection& connection, sql::SqlRepositories& repositories,
               WriterOptions options)
    : connection_(connection),
      repositories_(repositories),
      options_(options),
      begin_(connection, "BEGIN IMMEDIATE"),
      begin_snapshot_(connection, "BEGIN"),
      commit_(connection, "COMMIT"),
      savepoint_(connection, "SAVEPOINT job"),
      release_(connection, "RELEASE job"),
      rollback_to_(connection, "ROLLBACK TO job"),
      finisher_(path, [this] { finisher_is_free(); }),
      checkpointer_(path, connection, options.checkpoint_frames),
      thread_([this] { run(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

bool Writer::try_submit(std::unique_ptr<LaneJob>& job) {
  {
    const std::lock_guard lock(mutex_);
    if (is_stopping_ || queue_.size() >= options_.queue_limit) return false;
    queue_.push_back(std::move(job));
  }
  is_unflushed_.store(true, std::memory_order_release);
  return true;
}

void Writer::flush() {
  if (is_unflushed_.exchange(false, std::memory_order_acq_rel)) wake_.notify_one();
}

void Writer::run() {
  for (;;) {
    Jobs jobs = wait_for_jobs();
    if (jobs.empty()) return;
    run_batch(std::move(jobs));
  }
}

Writer::Jobs Writer::take_jobs(std::size_t limit) {
  const std::size_t count = std::min(queue_.size(), limit);
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
  Jobs jobs(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
  queue_.erase(queue_.begin(), end);
  return jobs;
}

// None when the writer stops and nothing is left.
Writer::Jobs Writer::wait_for_jobs() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return is_stopping_ || !queue_.empty(); });
  return take_jobs(options_.batch_limit);
}

// None when the batch is to be committed: it is full, or the disk is free before another job comes.
Writer::Jobs Writer::wait_for_jobs_or_finisher(std::size_t limit) {
  if (limit == 0) return {};
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return !queue_.empty() || finisher_.is_free(); });
  return take_jobs(limit);
}

// Under the mutex, so that the writer does not miss it between its look and its sleep.
void Writer::finisher_is_free() {
  { const std::lock_guard lock(mutex_); }
  wake_.notify_one();
}

// What comes while the disk is busy with the last batch still belongs to this one.
void Writer::run_batch(Jobs jobs) {
  has_begun_ = false;
  is_lost_ = false;
  begin_error_ = nullptr;
  RunBatch batch;
  while (!jobs.empty()) {
    for (auto& job : jobs) {
      job->run();
      batch.jobs.push_back(std::move(job));
    }
    jobs = wait_for_jobs_or_finisher(options_.batch_limit - batch.jobs.size());
  }
  commit(batch);
  finisher_.take(std::move(batch));
  if (has_begun_) checkpointer_.after_commit();
}

void Writer::commit(RunBatch& batch) {
  batch.has_mail = repositories_.take_outbox_added();
  if (is_lost_) {
    batch.failure = "sqlite: lost with another transaction of the batch";
    if (connection_.is_in_transaction()) sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    return;
  }
  if (!has_begun_) return;
  try {
    const UnsyncedCommit unsynced(connection_.handle());
    commit_().run();
    batch.owes_sync = unsynced.is_owed();
  } catch (const std::exception& error) {
    batch.failure = std::string("cannot commit: ") + error.what();
    sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

void Writer::undo_savepoint() {
  if (!connection_.is_in_transaction()) {
    is_lost_ = true;  // with it what earlier jobs of the batch wrote
    return;
  }
  try {
    rollback_to_().run();
    release_().run();
  } catch (const std::exception&) {
    is_lost_ = true;
  }
}

// A lock that another process holds is waited for once: the rest of the batch is refused for the same reason.
void Writer::begin_batch() {
  if (begin_error_) std::rethrow_exception(begin_error_);
  try {
    if (finisher_.is_broken()) {
      throw StorageError(StorageError::Kind::Unavailable, "sqlite: the disk has lost writes, restart the server");
    }
    begin_().run();
    has_begun_ = true;
  } catch (const StorageError&) {
    begin_error_ = std::current_exception();
    throw;
  }
}

void Writer::run_in_snapshot(const std::function<void(Repositories&)>& body) {
  if (connection_.is_in_transaction()) return body(repositories_);
  begin_snapshot_().run();
  try {
    body(repositories_);
    commit_().run();
  } catch (...) {
    sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
}

void Writer::require_batch() {
  if (is_lost_) throw StorageError(StorageError::Kind::Unavailable, "sqlite: the transaction was lost");
  if (!has_begun_) begin_batch();
}

void Writer::run_without_savepoint(const std::function<bool(Repositories&)>& body) {
  assert(is_own_thread() && !is_savepoint_open_);
  require_batch();
  const auto changes_before = sqlite3_total_changes64(connection_.handle());
  const auto has_written = [&] {
    return !connection_.is_in_transaction() || sqlite3_total_changes64(connection_.handle()) != changes_before;
  };
  try {
    if (!body(repositories_) && has_written()) is_lost_ = true;
  } catch (...) {
    if (has_written()) is_lost_ = true;
    throw;
  }
}

void Writer::run_in_savepoint(const std::function<bool(Repositories&)>& body) {
  assert(is_own_thread() && !is_savepoint_open_);
  require_batch();
  savepoint_().run();
  is_savepoint_open_ = true;
  bool is_kept = false;
  try {
    is_kept = body(repositories_);
    if (is_kept) release_().run();
  } catch (...) {
    is_savepoint_open_ = false;
    undo_savepoint();
    throw;
  }
  is_savepoint_open_ = false;
  if (!is_kept) undo_savepoint();
}

}  // namespace gotrue::sqlite
