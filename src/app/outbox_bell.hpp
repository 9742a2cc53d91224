// Tells those who empty the outbox that a commit put something in. Made before any of them, so that none is told while
// it is being made.
#pragma once
#include <functional>
#include <mutex>
#include <vector>

#include "core/port/storage.hpp"

namespace gotrue {

// Thread-safe. Outlives who listens; nothing is put in once they have ended.
class OutboxBell {
 public:
  // Before the first transaction on the storage.
  explicit OutboxBell(Storage& storage) {
    storage.on_outbox_commit([this] { ring(); });
  }
  OutboxBell(const OutboxBell&) = delete;
  OutboxBell& operator=(const OutboxBell&) = delete;

  // `wake` is cheap and may be called from any thread.
  void add(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    listeners_.push_back(std::move(wake));
  }

 private:
  void ring() {
    const std::lock_guard lock(mutex_);
    for (const auto& wake : listeners_) wake();
  }

  std::mutex mutex_;
  std::vector<std::function<void()>> listeners_;
};

}  // namespace gotrue
