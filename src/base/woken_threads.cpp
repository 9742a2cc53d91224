#include "base/woken_threads.hpp"

namespace gotrue {

WokenThreads::WokenThreads(std::size_t count, Work work) : work_(std::move(work)) {
  for (std::size_t i = 0; i < count; ++i) threads_.emplace_back([this] { run(); });
}

WokenThreads::~WokenThreads() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void WokenThreads::wake() {
  {
    const std::lock_guard lock(mutex_);
    is_woken_ = true;
  }
  changed_.notify_one();
}

bool WokenThreads::sleep(std::chrono::milliseconds pause) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, pause, [this] { return is_stopping_; });
}

void WokenThreads::run() {
  while (true) {
    const std::chrono::milliseconds pause = work_();
    std::unique_lock lock(mutex_);
    if (pause.count() > 0) changed_.wait_for(lock, pause, [this] { return is_stopping_ || is_woken_; });
    is_woken_ = false;
    if (is_stopping_) return;
  }
}

}  // namespace gotrue
