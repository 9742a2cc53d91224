// Waits for the disk on a thread of its own and lets the answers of a batch go, while the writer runs the next batch.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "adapter/storage/sqlite/log_sync.hpp"
#include "base/lane_executor.hpp"

namespace gotrue::sqlite {

// Jobs that have run, and what became of their transaction.
struct RunBatch {
  std::deque<std::unique_ptr<LaneJob>> jobs;
  bool owes_sync = false;  // committed, not on the disk yet
  bool has_mail = false;   // something is in the outbox
  std::string failure;     // why its transaction is lost; empty when it is not
};

// In the order of their commits; one wait covers all batches that were handed over before it. For the writer's thread.
class BatchFinisher {
 public:
  // `database`: its path. `on_free` is called on the finisher's thread whenever it becomes free.
  BatchFinisher(const std::string& database, std::function<void()> on_free);
  // Finishes what it has.
  ~BatchFinisher();

  // Nothing waits for the disk.
  bool is_free() const;
  // Waits while very many batches wait for the disk.
  void take(RunBatch batch);
  // The disk has refused a sync: nothing can become durable any more.
  bool is_broken() const;

  // Called when something durable is in the outbox. Set before the first batch.
  std::function<void()> on_outbox_commit;

 private:
  using Batches = std::deque<RunBatch>;
  void run();
  void sync(Batches& batches);
  void finish(RunBatch& batch);

  LogSync log_;
  const std::function<void()> on_free_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable has_room_;
  Batches waiting_;
  bool is_syncing_ = false;
  bool is_broken_ = false;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace gotrue::sqlite
