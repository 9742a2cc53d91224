#include "adapter/storage/sql/gathering.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "core/port/storage.hpp"
#include "fake_clock.hpp"

namespace gotrue::sql {
namespace {

using namespace std::chrono_literals;

class GatheringTest : public testing::Test {
 protected:
  struct Item : Gathered {
    explicit Item(const Deadline& by) : Gathered(by) {}
    int times_served = 0;
  };

  Deadline in(std::chrono::milliseconds patience) { return {&clock, clock.monotonic() + patience}; }

  // What is passed on a thread of its own; ready once it was served.
  std::future<int> pass() {
    return std::async(std::launch::async, [this] {
      Item item(in(1min));
      gathering.pass(item);
      return item.times_served;
    });
  }

  void await_waiting(std::size_t count) {
    while (gathering.waiting() != count) std::this_thread::yield();
  }

  void serve(const Gathering::Batch& batch) {
    for (Gathered* one : batch) ++static_cast<Item*>(one)->times_served;
    const bool is_first = sizes.empty();
    sizes.push_back(batch.size());
    if (is_first && is_held) {
      has_begun.set_value();
      may_end.get_future().wait();
    }
  }

  FakeClock clock;
  bool is_held = true;  // the first batch
  std::promise<void> has_begun;
  std::promise<void> may_end;
  std::vector<std::size_t> sizes;  // of one batch at a time
  Gathering gathering{1, 2, [this](const Gathering::Batch& batch) { serve(batch); }};
};

TEST_F(GatheringTest, ServesWhoComesAloneAtOnce) {
  is_held = false;
  EXPECT_EQ(pass().get(), 1);
  EXPECT_EQ(sizes, (std::vector<std::size_t>{1}));
  EXPECT_EQ(gathering.waiting(), 0u);
}

TEST_F(GatheringTest, WhoComesMeanwhileIsServedTogetherUpToTheLimit) {
  std::vector<std::future<int>> passed;
  passed.push_back(pass());
  has_begun.get_future().wait();
  for (int i = 0; i < 5; ++i) passed.push_back(pass());
  await_waiting(5);

  may_end.set_value();

  for (auto& one : passed) EXPECT_EQ(one.get(), 1);
  EXPECT_EQ(sizes, (std::vector<std::size_t>{1, 2, 2, 1}));
}

TEST_F(GatheringTest, WhoHasWaitedUntilItsDeadlineIsRefusedAndNotServedLater) {
  auto first = pass();
  has_begun.get_future().wait();

  Item impatient(in(1ms));
  EXPECT_THROW(gathering.pass(impatient), StorageError);
  EXPECT_EQ(gathering.waiting(), 0u);
  may_end.set_value();

  EXPECT_EQ(first.get(), 1);
  EXPECT_EQ(impatient.times_served, 0);
}

TEST_F(GatheringTest, OfManyThreadsEachIsServedOnceByBatchesWithinTheLimits) {
  std::atomic<int> running = 0;
  std::atomic<bool> was_within = true;
  Gathering busy(2, 4, [&](const Gathering::Batch& batch) {
    if (++running > 2 || batch.empty() || batch.size() > 4) was_within = false;
    for (Gathered* one : batch) ++static_cast<Item*>(one)->times_served;
    --running;
  });
  std::atomic<int> served_once = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 16; ++i) {
      threads.emplace_back([&] {
        for (int n = 0; n < 200; ++n) {
          Item item(in(1min));
          busy.pass(item);
          served_once += item.times_served == 1;
        }
      });
    }
  }
  EXPECT_EQ(served_once, 16 * 200);
  EXPECT_TRUE(was_within);
}

}  // namespace
}  // namespace gotrue::sql
