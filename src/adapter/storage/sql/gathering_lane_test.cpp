#include "adapter/storage/sql/gathering_lane.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "fake_clock.hpp"
#include "test_threads.hpp"

namespace gotrue::sql {
namespace {

using namespace std::chrono_literals;

// What became of a job.
struct Fate {
  std::atomic<int> runs = 0;
  std::promise<std::string> finished;  // why it does not count
};

class Job final : public LaneJob {
 public:
  Job(Fate& fate, bool seeks) : fate_(fate), seeks_(seeks) {}
  void run() noexcept override { ++fate_.runs; }
  void finish(std::string_view failure) noexcept override { fate_.finished.set_value(std::string(failure)); }
  bool may_seek() const noexcept override { return seeks_; }

 private:
  Fate& fate_;
  const bool seeks_;
};

class GatheringLaneTest : public testing::Test {
 protected:
  GatheringLaneTest() {
    options.batches = 1;
    options.batch_limit = 2;
    options.queue_limit = 5;
    options.deadline = 10s;
  }

  void make_lane() {
    lane.emplace(threads, options, clock, [this](GatheringLane::Batch batch) { return serve(std::move(batch)); });
  }

  bool submit(Fate& fate, bool seeks = true) {
    std::unique_ptr<LaneJob> job = std::make_unique<Job>(fate, seeks);
    const bool is_taken = lane->try_submit(job);
    lane->flush();
    return is_taken;
  }

  GatheringLane::Batch serve(GatheringLane::Batch batch) {
    const bool is_first = sizes.empty();
    sizes.push_back(batch.size());
    if (is_first && is_held) {
      has_begun.set_value();
      may_end.get_future().wait();
    }
    if (leaves_all) return batch;
    for (const GatheredJob& one : batch) {
      one.job->run();
      one.job->finish({});
    }
    return {};
  }

  FakeClock clock;
  GatheringOptions options;
  bool is_held = true;  // the first batch
  bool leaves_all = false;
  std::promise<void> has_begun;
  std::promise<void> may_end;
  std::vector<std::size_t> sizes;  // of one batch at a time
  TestThreads threads;
  std::optional<GatheringLane> lane;
};

TEST_F(GatheringLaneTest, ServesWhoComesAloneAtOnce) {
  is_held = false;
  make_lane();
  Fate fate;
  EXPECT_TRUE(submit(fate));
  EXPECT_EQ(fate.finished.get_future().get(), "");
  EXPECT_EQ(fate.runs, 1);
}

TEST_F(GatheringLaneTest, WhoComesMeanwhileIsServedTogetherUpToTheLimit) {
  make_lane();
  std::array<Fate, 6> fates;
  submit(fates[0]);
  has_begun.get_future().wait();
  for (std::size_t i = 1; i < fates.size(); ++i) submit(fates[i]);

  may_end.set_value();

  for (Fate& fate : fates) EXPECT_EQ(fate.finished.get_future().get(), "");
  EXPECT_EQ(sizes, (std::vector<std::size_t>{1, 2, 2, 1}));
}

TEST_F(GatheringLaneTest, WhoSeeksNoRowWaitsForNoBatch) {
  make_lane();
  Fate held;
  submit(held);
  has_begun.get_future().wait();
  Fate fate;
  EXPECT_TRUE(submit(fate, false));
  EXPECT_EQ(fate.finished.get_future().get(), "");
  may_end.set_value();
  EXPECT_EQ(held.finished.get_future().get(), "");
}

TEST_F(GatheringLaneTest, WhoHasWaitedUntilItsDeadlineIsRefusedAndNotRun) {
  make_lane();
  Fate first;
  submit(first);
  has_begun.get_future().wait();
  Fate late;
  submit(late);
  clock.advance(10s);
  Fate in_time;
  submit(in_time);

  may_end.set_value();

  EXPECT_EQ(late.finished.get_future().get(), "the request waited too long for its turn");
  EXPECT_EQ(late.runs, 0);
  EXPECT_EQ(in_time.finished.get_future().get(), "");
  EXPECT_EQ(first.finished.get_future().get(), "");
}

TEST_F(GatheringLaneTest, RefusesWhatItsQueueDoesNotHold) {
  make_lane();
  std::array<Fate, 7> fates;
  submit(fates[0]);
  has_begun.get_future().wait();
  for (std::size_t i = 1; i < 6; ++i) EXPECT_TRUE(submit(fates[i]));
  EXPECT_FALSE(submit(fates[6]));
  may_end.set_value();
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(fates[i].finished.get_future().get(), "");
}

TEST_F(GatheringLaneTest, WhatABatchLeavesRunsByItself) {
  is_held = false;
  leaves_all = true;
  make_lane();
  Fate fate;
  submit(fate);
  EXPECT_EQ(fate.finished.get_future().get(), "");
  EXPECT_EQ(fate.runs, 1);
}

TEST_F(GatheringLaneTest, WhatABatchLeavesTooLateIsRefused) {
  leaves_all = true;
  make_lane();
  Fate fate;
  submit(fate);
  has_begun.get_future().wait();
  clock.advance(10s);
  may_end.set_value();
  EXPECT_EQ(fate.finished.get_future().get(), "the request waited too long for its turn");
  EXPECT_EQ(fate.runs, 0);
}

TEST_F(GatheringLaneTest, WithoutAThreadAllThatWaitIsRefused) {
  threads.is_full = true;
  make_lane();
  Fate fate;
  EXPECT_TRUE(submit(fate));
  EXPECT_EQ(fate.finished.get_future().get(), "too many requests are waiting");
  EXPECT_EQ(fate.runs, 0);
}

TEST_F(GatheringLaneTest, OfManyEachIsRunOnceByBatchesWithinTheLimits) {
  constexpr int kJobs = 2'000;
  options.batches = 2;
  options.batch_limit = 4;
  options.queue_limit = kJobs;
  std::atomic<int> running = 0;
  std::atomic<bool> was_within = true;
  std::vector<Fate> fates(kJobs);
  GatheringLane busy(threads, options, clock, [&](GatheringLane::Batch batch) {
    if (++running > 2 || batch.empty() || batch.size() > 4) was_within = false;
    for (const GatheredJob& one : batch) one.job->run();
    --running;
    for (const GatheredJob& one : batch) one.job->finish({});
    return GatheringLane::Batch();
  });
  {
    std::vector<std::jthread> submitters;
    for (int thread = 0; thread < 4; ++thread) {
      submitters.emplace_back([&, thread] {
        for (int i = thread; i < kJobs; i += 4) {
          std::unique_ptr<LaneJob> job = std::make_unique<Job>(fates[static_cast<std::size_t>(i)], true);
          EXPECT_TRUE(busy.try_submit(job));
          if (i % 3 == 0) busy.flush();
        }
        busy.flush();
      });
    }
  }
  for (Fate& fate : fates) {
    EXPECT_EQ(fate.finished.get_future().get(), "");
    EXPECT_EQ(fate.runs, 1);
  }
  EXPECT_TRUE(was_within);
}

}  // namespace
}  // namespace gotrue::sql
