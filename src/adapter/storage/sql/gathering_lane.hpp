// A lane for jobs whose rows can be fetched together: what comes while all batches are under way is the next batch, run on
// one thread by whoever ends first. So nobody waits for company, batches grow with the load, and a job costs no thread that
// sleeps and is woken (docs/adr/0008-batches-on-database-servers.md).
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "adapter/storage/sql/deadline.hpp"
#include "base/lane_executor.hpp"

namespace gotrue::sql {

struct GatheringOptions {
  // How many batches are under way at the same time, and how many jobs each has at the most.
  std::size_t batches = 2;
  std::size_t batch_limit = 32;
  std::size_t queue_limit = 4'096;
  // How long a job may wait for its batch, and whoever it falls to after that.
  std::chrono::milliseconds deadline{10'000};
};

struct GatheredJob {
  std::unique_ptr<LaneJob> job;
  Deadline deadline;
};

// Thread-safe. The destructor waits for the batches that are under way.
class GatheringLane final : public LaneExecutor {
 public:
  // In the order of their coming; the first has the earliest deadline.
  using Batch = std::vector<GatheredJob>;
  // Runs and finishes the jobs; returns those that are to be run by themselves, each on a thread of its own. Is over by
  // the deadline of the first, and throws nothing.
  using Serve = std::function<Batch(Batch)>;

  // Jobs that seek no row go to `threads` at once.
  GatheringLane(LaneExecutor& threads, const GatheringOptions& options, const Clock& clock, Serve serve);
  ~GatheringLane() override;

  bool try_submit(std::unique_ptr<LaneJob>& job) override;
  void flush() override;

 private:
  class Drain;
  std::size_t count_new_drains();
  void drain();
  // The next batch; none when there is nothing more to do, and the drain has ended.
  Batch take();
  void run_alone(Batch jobs);
  // A drain that was never run.
  void give_up();

  LaneExecutor& threads_;
  const GatheringOptions options_;
  const Clock& clock_;
  const Serve serve_;
  std::atomic<bool> is_unflushed_ = false;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::deque<GatheredJob> waiting_;
  std::size_t drains_ = 0;
};

}  // namespace gotrue::sql
