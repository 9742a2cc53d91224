#include "adapter/storage/sqlite/waiting_job.hpp"

namespace gotrue::sqlite {

void PendingTransaction::run(Writer& writer) noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (state_ == State::Withdrawn) return;
    state_ = State::Running;
  }
  try {
    writer.run_in_savepoint(*body_);
  } catch (...) {
    error_ = std::current_exception();
  }
}

void PendingTransaction::finish(std::string_view failure) noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (state_ == State::Withdrawn) return;
    state_ = State::Finished;
    failure_ = failure;
  }
  changed_.notify_one();
}

void PendingTransaction::wait(std::chrono::milliseconds deadline) {
  std::unique_lock lock(mutex_);
  const auto is_finished = [this] { return state_ == State::Finished; };
  if (!changed_.wait_for(lock, deadline, is_finished)) {
    if (state_ == State::Queued) {
      state_ = State::Withdrawn;
      throw StorageError(StorageError::Kind::Unavailable, "sqlite: the writer is too busy");
    }
    changed_.wait(lock, is_finished);  // it runs now and uses what is on the caller's stack
  }
  if (error_) std::rethrow_exception(error_);
  if (!failure_.empty()) throw StorageError(StorageError::Kind::Unavailable, failure_);
}

}  // namespace gotrue::sqlite
