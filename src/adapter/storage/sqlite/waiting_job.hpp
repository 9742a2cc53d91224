// A transaction that another thread waits for.
#pragma once
#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "adapter/storage/sqlite/writer.hpp"

namespace gotrue::sqlite {

// Shared by the waiting thread and the job in the writer's queue.
class PendingTransaction {
 public:
  explicit PendingTransaction(const std::function<bool(Repositories&)>& body) : body_(&body) {}

  // On the writer's thread. Does nothing when the waiting thread has given up.
  void run(Writer& writer) noexcept;
  // `failure` says why it is not durable; empty when it is.
  void finish(std::string_view failure) noexcept;
  // Returns when the transaction is durable; rethrows what its body threw. Throws StorageError when it did not start
  // by the deadline (and then it never will) or could not be committed.
  void wait(std::chrono::milliseconds deadline);

 private:
  enum class State { Queued, Withdrawn, Running, Finished };
  const std::function<bool(Repositories&)>* body_;
  std::mutex mutex_;
  std::condition_variable changed_;
  State state_ = State::Queued;
  std::string failure_;
  std::exception_ptr error_;
};

class WaitingJob final : public LaneJob {
 public:
  WaitingJob(std::shared_ptr<PendingTransaction> pending, Writer& writer)
      : pending_(std::move(pending)), writer_(writer) {}
  void run() noexcept override { pending_->run(writer_); }
  void finish(std::string_view failure) noexcept override { pending_->finish(failure); }

 private:
  std::shared_ptr<PendingTransaction> pending_;
  Writer& writer_;
};

}  // namespace gotrue::sqlite
