// Threads that look for work at their start, when they are woken and when a pause is over: what empties an outbox.
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace gotrue {

// Thread-safe.
class WokenThreads {
 public:
  // Does what there is to do; returns how long to pause unless woken, zero to look again at once. Several threads call it
  // at the same time. Must not throw.
  using Work = std::function<std::chrono::milliseconds()>;

  // What `work` uses outlives it, so it is the last member of its owner.
  WokenThreads(std::size_t count, Work work);
  // Ends them after the work under way.
  ~WokenThreads();
  WokenThreads(const WokenThreads&) = delete;
  WokenThreads& operator=(const WokenThreads&) = delete;

  // One of them looks at once. Cheap.
  void wake();
  // For `work`: waits; false when the end came meanwhile.
  bool sleep(std::chrono::milliseconds pause);

 private:
  void run();

  const Work work_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_woken_ = false;
  bool is_stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace gotrue
