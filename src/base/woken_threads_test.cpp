#include "base/woken_threads.hpp"

#include <gtest/gtest.h>

#include <atomic>

namespace gotrue {
namespace {

using namespace std::chrono_literals;

// Waits until a count is reached, without a time.
class Counter {
 public:
  void add() {
    const std::lock_guard lock(mutex_);
    ++count_;
    changed_.notify_all();
  }
  void await(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return count_ >= count; });
  }
  int count() {
    const std::lock_guard lock(mutex_);
    return count_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int count_ = 0;
};

TEST(WokenThreads, LookAtTheirStartAndWhenWoken) {
  Counter looks;
  WokenThreads threads(1, [&] {
    looks.add();
    return 24h;
  });
  looks.await(1);
  threads.wake();
  looks.await(2);
}

TEST(WokenThreads, LookAgainAtOnceWhileThereIsWork) {
  Counter looks;
  WokenThreads threads(1, [&] {
    looks.add();
    return looks.count() < 5 ? 0ms : std::chrono::milliseconds(24h);
  });
  looks.await(5);
}

TEST(WokenThreads, LookWhenThePauseIsOver) {
  Counter looks;
  WokenThreads threads(1, [&] {
    looks.add();
    return 1ms;
  });
  looks.await(3);
}

TEST(WokenThreads, WorkAtTheSameTime) {
  Counter inside;
  WokenThreads threads(3, [&] {
    inside.add();
    inside.await(3);
    return 24h;
  });
  inside.await(3);
}

TEST(WokenThreads, EndWithoutWaitingForTheirPause) {
  Counter looks;
  std::atomic<bool> was_cut = false;
  {
    WokenThreads* self = nullptr;
    Counter known;
    WokenThreads threads(1, [&] {
      known.await(1);
      looks.add();
      was_cut = !self->sleep(24h);
      return 24h;
    });
    self = &threads;
    known.add();
    looks.await(1);
  }
  EXPECT_TRUE(was_cut);
}

}  // namespace
}  // namespace gotrue
