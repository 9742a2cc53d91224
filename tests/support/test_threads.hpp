// Threads for jobs: one each, as many as come.
#pragma once
#include <mutex>
#include <thread>
#include <vector>

#include "base/lane_executor.hpp"

namespace gotrue {

// Thread-safe. The destructor waits for all.
class TestThreads final : public LaneExecutor {
 public:
  bool try_submit(std::unique_ptr<LaneJob>& job) override {
    const std::lock_guard lock(mutex_);
    if (is_full) return false;
    threads_.emplace_back([own = std::move(job)] {
      own->run();
      own->finish({});
      own->announce();
    });
    return true;
  }

  bool is_full = false;

 private:
  std::mutex mutex_;
  std::vector<std::jthread> threads_;
};

}  // namespace gotrue
