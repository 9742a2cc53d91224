#include "adapter/storage/sqlite/writer.hpp"

#include <algorithm>
#include <cassert>

namespace gotrue::sqlite {

Writer::Writer(SqliteConnection& connection, sql::SqlRepositories& repositories, WriterOptions options)
    : connection_(connection),
      repositories_(repositories),
      options_(options),
      begin_(connection, "BEGIN IMMEDIATE"),
      begin_snapshot_(connection, "BEGIN"),
      commit_(connection, "COMMIT"),
      savepoint_(connection, "SAVEPOINT job"),
      release_(connection, "RELEASE job"),
      rollback_to_(connection, "ROLLBACK TO job"),
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
  Batch batch;
  while (take_batch(batch)) run_batch(batch);
}

bool Writer::take_batch(Batch& batch) {
  batch.clear();
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return is_stopping_ || !queue_.empty(); });
  const std::size_t count = std::min(queue_.size(), options_.batch_limit);
  for (std::size_t i = 0; i < count; ++i) {
    batch.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return !batch.empty();
}

void Writer::run_batch(Batch& batch) {
  has_begun_ = false;
  is_lost_ = false;
  begin_error_ = nullptr;
  for (const auto& job : batch) job->run();
  const bool is_durable = commit();
  for (const auto& job : batch) job->finish(is_durable);
  for (const auto& job : batch) job->announce();
}

// True when everything that the batch wrote is on the disk.
bool Writer::commit() {
  const bool outbox_added = repositories_.take_outbox_added();
  if (is_lost_) {
    failure_ = "sqlite: lost with another transaction of the batch";
    if (connection_.is_in_transaction()) sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    return false;
  }
  if (!has_begun_) return true;
  try {
    commit_().run();
  } catch (const std::exception& error) {
    failure_ = std::string("cannot commit: ") + error.what();
    sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    return false;
  }
  if (outbox_added && on_outbox_commit) on_outbox_commit();
  return true;
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
