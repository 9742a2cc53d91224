#include "http/thread_lane.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <latch>

namespace gotrue::http {
namespace {

class FunctionJob final : public LaneJob {
 public:
  FunctionJob(std::function<void()> work, std::function<void(bool)> end) : work_(std::move(work)), end_(std::move(end)) {}
  void run() noexcept override { work_(); }
  void finish(std::string_view failure) noexcept override { end_(failure.empty()); }

 private:
  std::function<void()> work_;
  std::function<void(bool)> end_;
};

std::unique_ptr<LaneJob> job(std::function<void()> work, std::function<void(bool)> end = [](bool) {}) {
  return std::make_unique<FunctionJob>(std::move(work), std::move(end));
}

bool submit(ThreadLane& lane, std::unique_ptr<LaneJob> job) { return lane.try_submit(job); }

TEST(ThreadLane, HasNoThreadUntilThereIsWork) {
  const ThreadLane lane{{}};
  EXPECT_EQ(lane.thread_count(), 0u);
}

TEST(ThreadLane, RunsAndFinishesAJob) {
  std::latch finished(1);
  bool has_run = false;
  bool is_durable = false;
  ThreadLane lane{{}};
  ASSERT_TRUE(submit(lane, job([&] { has_run = true; }, [&](bool durable) {
    is_durable = durable;
    finished.count_down();
  })));
  finished.wait();
  EXPECT_TRUE(has_run);
  EXPECT_TRUE(is_durable);
}

TEST(ThreadLane, RunsAsManyAtOnceAsItHasThreads) {
  std::latch together(3);
  ThreadLane lane{{.max_threads = 3, .max_queue = 0}};
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(submit(lane, job([&] { together.arrive_and_wait(); })));
  together.wait();
}

TEST(ThreadLane, RefusesAtOnceWhatDoesNotFitAndLeavesItAlone) {
  std::latch entered(1);
  std::latch gate(1);
  ThreadLane lane{{.max_threads = 1, .max_queue = 1}};
  ASSERT_TRUE(submit(lane, job([&] {
    entered.count_down();
    gate.wait();
  })));
  entered.wait();
  ASSERT_TRUE(submit(lane, job([] {})));
  auto refused = job([] {});
  EXPECT_FALSE(lane.try_submit(refused));
  EXPECT_NE(refused, nullptr);
  gate.count_down();
}

TEST(ThreadLane, FinishesWhatWaitsAsNotDoneWhenItStops) {
  std::latch entered(1);
  std::latch gate(1);
  std::vector<bool> finished;
  bool has_run = false;
  ThreadLane lane{{.max_threads = 1, .max_queue = 8}};
  ASSERT_TRUE(submit(lane, job(
                               [&] {
                                 entered.count_down();
                                 gate.wait();
                               },
                               [&](bool durable) { finished.push_back(durable); })));
  entered.wait();
  ASSERT_TRUE(submit(lane, job([&] { has_run = true; }, [&](bool durable) {
    finished.push_back(durable);
    gate.count_down();
  })));
  lane.stop();
  EXPECT_EQ(finished, (std::vector<bool>{false, true}));
  EXPECT_FALSE(has_run);
  EXPECT_EQ(lane.thread_count(), 0u);
}

TEST(ThreadLane, TakesNothingAfterItStopped) {
  ThreadLane lane{{}};
  lane.stop();
  EXPECT_FALSE(submit(lane, job([] {})));
}

TEST(ThreadLane, StartsAgainAfterItsThreadsEnded) {
  ThreadLane lane{{.max_threads = 2, .idle_time = std::chrono::milliseconds(0)}};
  for (int i = 0; i < 200; ++i) {
    std::latch finished(1);
    ASSERT_TRUE(submit(lane, job([] {}, [&](bool) { finished.count_down(); })));
    finished.wait();
  }
}

// Owned by the job alone, as a request's share of the pipeline may be.
TEST(ThreadLane, HoldsNoLockWhileAJobGoes) {
  std::latch gone(1);
  std::size_t threads = 0;
  ThreadLane lane{{.max_threads = 1}};
  std::shared_ptr<void> owned(nullptr, [&](void*) {
    threads = lane.thread_count();
    gone.count_down();
  });
  ASSERT_TRUE(submit(lane, job([owned = std::move(owned)] {})));
  gone.wait();
  EXPECT_EQ(threads, 1u);
}

}  // namespace
}  // namespace gotrue::http
