// A lane with threads of its own, started when they are needed and ended when they are not. For work that waits:
// password hashes now, hooks later.
#pragma once
#include <pthread.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "base/lane_executor.hpp"

namespace gotrue::http {

// A sanitizer's frames are several times larger.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr std::size_t kLaneStackSize = 2 * 1024 * 1024;
#else
inline constexpr std::size_t kLaneStackSize = 256 * 1024;
#endif

struct ThreadLaneOptions {
  std::size_t max_threads = 16;
  std::size_t max_queue = 256;  // jobs that wait for a thread
  std::chrono::milliseconds idle_time = std::chrono::seconds(10);
  std::size_t stack_size = kLaneStackSize;
};

// Thread-safe. The destructor stops and waits for the jobs that run.
class ThreadLane final : public LaneExecutor {
 public:
  explicit ThreadLane(ThreadLaneOptions options) : options_(options) {}
  ~ThreadLane() override;

  bool try_submit(std::unique_ptr<LaneJob>& job) override;
  // Takes no more, finishes what waits as not done and what runs as usual; returns when no thread is left.
  void stop();
  // Threads that run or wait for a job.
  std::size_t thread_count() const;

 private:
  using Queue = std::deque<std::unique_ptr<LaneJob>>;
  static void* run_thread(void* lane);
  bool start_thread();
  void serve();
  std::unique_ptr<LaneJob> next_job(std::unique_lock<std::mutex>& lock);
  void join_ended(std::unique_lock<std::mutex>& lock);

  const ThreadLaneOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable ended_signal_;
  Queue queue_;
  std::size_t threads_ = 0;
  std::size_t idle_ = 0;
  std::vector<pthread_t> ended_;  // to be joined
  bool is_stopping_ = false;
};

}  // namespace gotrue::http
