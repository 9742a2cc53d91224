#include "http/deadline_queue.hpp"

#include <gtest/gtest.h>

namespace gotrue::http {
namespace {

using namespace std::chrono_literals;

class DeadlineQueueTest : public ::testing::Test {
 protected:
  static Timeouts timeouts() {
    Timeouts timeouts;
    timeouts.idle = 100ms;
    timeouts.head = 10ms;
    timeouts.answer = 50ms;
    return timeouts;
  }
  std::vector<std::uint32_t> expired(DeadlineQueue::Moment now) {
    std::vector<std::uint32_t> slots;
    while (const auto slot = queue_.take_expired(now)) slots.push_back(*slot);
    return slots;
  }

  using Slots = std::vector<std::uint32_t>;
  const DeadlineQueue::Moment start_{1h};
  DeadlineQueue queue_{timeouts()};
};

TEST_F(DeadlineQueueTest, HasNothingAtFirst) { EXPECT_EQ(queue_.take_expired(start_ + 24h), std::nullopt); }

TEST_F(DeadlineQueueTest, ExpiresAtTheMomentAndNotBefore) {
  queue_.arm(3, Phase::Head, start_);
  EXPECT_EQ(expired(start_ + 9ms), Slots{});
  EXPECT_EQ(expired(start_ + 10ms), Slots{3});
}

TEST_F(DeadlineQueueTest, GivesASlotOnce) {
  queue_.arm(0, Phase::Head, start_);
  EXPECT_EQ(expired(start_ + 1s), Slots{0});
  EXPECT_EQ(expired(start_ + 2s), Slots{});
}

TEST_F(DeadlineQueueTest, GivesThoseOfAPhaseInTheirOrder) {
  queue_.arm(2, Phase::Head, start_);
  queue_.arm(0, Phase::Head, start_ + 1ms);
  queue_.arm(1, Phase::Head, start_ + 2ms);
  EXPECT_EQ(expired(start_ + 11ms), (Slots{2, 0}));
  EXPECT_EQ(expired(start_ + 12ms), Slots{1});
}

TEST_F(DeadlineQueueTest, TimesEachPhaseByItself) {
  queue_.arm(0, Phase::Idle, start_);
  queue_.arm(1, Phase::Working, start_);
  queue_.arm(2, Phase::Head, start_);
  EXPECT_EQ(expired(start_ + 50ms), (Slots{2, 1}));
  EXPECT_EQ(expired(start_ + 100ms), Slots{0});
}

TEST_F(DeadlineQueueTest, StartsAnewWhenArmedAgain) {
  queue_.arm(0, Phase::Head, start_);
  queue_.arm(0, Phase::Head, start_ + 5ms);
  EXPECT_EQ(expired(start_ + 14ms), Slots{});
  EXPECT_EQ(expired(start_ + 15ms), Slots{0});
}

TEST_F(DeadlineQueueTest, ForgetsTheEarlierPhase) {
  queue_.arm(0, Phase::Head, start_);
  queue_.arm(0, Phase::Idle, start_);
  EXPECT_EQ(expired(start_ + 99ms), Slots{});
}

TEST_F(DeadlineQueueTest, ForgetsTheDisarmedAndKeepsItsNeighbours) {
  for (const std::uint32_t slot : {0u, 1u, 2u, 3u, 4u}) queue_.arm(slot, Phase::Head, start_);
  for (const std::uint32_t slot : {0u, 2u, 4u, 4u, 77u}) queue_.disarm(slot);
  EXPECT_EQ(expired(start_ + 1s), (Slots{1, 3}));
}

}  // namespace
}  // namespace gotrue::http
