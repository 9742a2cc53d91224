#include <gtest/gtest.h>

#include <thread>

#include "adapter/limits/address_limiter.hpp"
#include "adapter/limits/failure_guard.hpp"
#include "adapter/limits/recovery_memory.hpp"
#include "fake_clock.hpp"

namespace gotrue {
namespace {

using namespace std::chrono_literals;

TEST(TokenBuckets, GiveABurstAndThenOneUnitAtATime) {
  FakeClock clock;
  TokenBuckets buckets({3, 30s}, 64, 1);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(buckets.take("a", clock.monotonic()), std::nullopt);
  EXPECT_EQ(buckets.take("a", clock.monotonic()), 10s);
  clock.advance(10s);
  EXPECT_EQ(buckets.take("a", clock.monotonic()), std::nullopt);
  EXPECT_EQ(buckets.take("a", clock.monotonic()), 10s);
  EXPECT_EQ(buckets.take("b", clock.monotonic()), std::nullopt);
}

TEST(TokenBuckets, HoldAnAttackerThroughAMillionOtherKeys) {
  FakeClock clock;
  TokenBuckets buckets({100, 1h}, 1'024, 7);
  for (int i = 0; i < 100; ++i) buckets.take("attacker", clock.monotonic());
  for (int i = 0; i < 1'000'000; ++i) buckets.take("other " + std::to_string(i), clock.monotonic());
  EXPECT_NE(buckets.take("attacker", clock.monotonic()), std::nullopt);
}

TEST(TokenBuckets, KeepToTheirCapacityUnderAMillionAddresses) {
  FakeClock clock;
  constexpr std::size_t kCapacity = 8'192;
  TokenBuckets buckets({100, 1h}, kCapacity, 7);
  buckets.remember_taken();
  for (int i = 0; i < 1'000'000; ++i) buckets.take("address " + std::to_string(i), clock.monotonic());
  EXPECT_EQ(buckets.count(), kCapacity);
  std::size_t changes = 0;
  for (auto some = buckets.take_changes(512); !some.empty(); some = buckets.take_changes(512)) {
    EXPECT_LE(some.size(), 512u);
    changes += some.size();
  }
  EXPECT_GT(changes, 0u);
  EXPECT_LE(changes, kCapacity);
}

TEST(TokenBuckets, TellOnceWhatWasTakenAndGivenBack) {
  FakeClock clock;
  TokenBuckets buckets({100, 1h}, 1'024, 7);
  buckets.remember_taken();
  for (int i = 0; i < 5; ++i) buckets.take("a", clock.monotonic());
  buckets.give_back("a", clock.monotonic());
  buckets.take("b", clock.monotonic());
  buckets.give_back("b", clock.monotonic());
  const auto changes = buckets.take_changes(100);
  ASSERT_EQ(changes.size(), 1u) << "what was given back again is no change";
  EXPECT_EQ(changes[0].count, 4);
  EXPECT_TRUE(buckets.take_changes(100).empty());
  buckets.take("a", clock.monotonic());
  EXPECT_EQ(buckets.take_changes(100).at(0).count, 1);
}

TEST(TokenBuckets, DoNotTellWhatWasRefused) {
  FakeClock clock;
  TokenBuckets buckets({2, 1h}, 1'024, 7);
  buckets.remember_taken();
  for (int i = 0; i < 50; ++i) buckets.take("a", clock.monotonic());
  EXPECT_EQ(buckets.take_changes(100).at(0).count, 2);
}

TEST(TokenBuckets, LearnWhatOtherNodesTookAndForgetNothingThemselves) {
  FakeClock clock;
  TokenBuckets buckets({10, 10s}, 1'024, 7);
  buckets.remember_taken();
  buckets.take("a", clock.monotonic());
  const auto key = buckets.take_changes(1).at(0).key;
  buckets.take("a", clock.monotonic());  // not told yet
  buckets.learn(key, 9s, clock.monotonic());
  EXPECT_EQ(buckets.take("a", clock.monotonic()), 1s) << "nine there and one here: none is left";
  clock.advance(3s);
  buckets.learn(key, 0s, clock.monotonic());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(buckets.take("a", clock.monotonic()), std::nullopt);
  EXPECT_EQ(buckets.take("a", clock.monotonic()), 1s) << "a store that lost its memory gives nothing back";
}

TEST(TokenBuckets, OfTwoTablesWithOneSeedHaveTheSameKeys) {
  FakeClock clock;
  TokenBuckets one({10, 10s}, 1'024, 7);
  TokenBuckets other({10, 10s}, 64, 7);
  one.remember_taken();
  other.remember_taken();
  one.take("203.0.113.9", clock.monotonic());
  other.take("203.0.113.9", clock.monotonic());
  EXPECT_EQ(one.take_changes(1).at(0).key, other.take_changes(1).at(0).key);
}

TEST(TokenBuckets, CountEveryUnitOnceWhileChangesAreTaken) {
  FakeClock clock;
  TokenBuckets buckets({1'000'000, 1h}, 1'024, 7);
  buckets.remember_taken();
  std::atomic<int> running = 4;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 20'000; ++k) buckets.take("key " + std::to_string(k % 50), clock.monotonic());
      --running;
    });
  }
  std::int64_t sum = 0;
  const auto add = [&] {
    for (const TakenUnits& units : buckets.take_changes(10)) sum += units.count;
  };
  while (running > 0) add();
  for (auto& thread : threads) thread.join();
  for (int i = 0; i < 10; ++i) add();
  EXPECT_EQ(sum, 80'000);
}

TEST(TokenBuckets, LetExactlyTheBurstPassUnder64Threads) {
  FakeClock clock;
  TokenBuckets buckets({100, 1h}, 64, 1);
  std::atomic<int> passed = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 64; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 50; ++k) passed += !buckets.take("a", clock.monotonic());
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(passed, 100);
}

TEST(FailureGuard, SlowsOneAddressLongBeforeTheAccount) {
  FakeClock clock;
  FailureGuard guard(clock, {}, 1);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(guard.reserve("ann", "192.0.2.1"));
  EXPECT_EQ(guard.reserve("ann", "192.0.2.1").error().code, ErrorCode::RateLimited);
  EXPECT_TRUE(guard.reserve("ann", "192.0.2.2")) << "nobody can lock another out";
}

TEST(FailureGuard, TakesTheAddressesOfOneIpv6NetworkForOne) {
  FakeClock clock;
  FailureGuard guard(clock, {}, 1);
  int passed = 0;
  for (int i = 0; i < 1'000; ++i) passed += guard.reserve("ann", "2001:db8:1:2::" + std::to_string(i)).has_value();
  EXPECT_EQ(passed, 10);
  EXPECT_TRUE(guard.reserve("ann", "2001:db8:1:3::1")) << "nobody can lock another out";
}

TEST(FailureGuard, SlowsTheAccountAtTenTimesThat) {
  FakeClock clock;
  FailureGuard guard(clock, {}, 1);
  int passed = 0;
  for (int i = 0; i < 1'000; ++i) passed += guard.reserve("ann", "198.51." + std::to_string(i) + ".1").has_value();
  EXPECT_EQ(passed, 100);
}

TEST(FailureGuard, CostsNothingWhenTheSecretWasRight) {
  FakeClock clock;
  FailureGuard guard(clock, {}, 1);
  for (int i = 0; i < 1'000; ++i) {
    ASSERT_TRUE(guard.reserve("ann", "192.0.2.1"));
    guard.succeed("ann", "192.0.2.1");
  }
}

TEST(FailureGuard, LetsAThousandParallelGuessesCostAThousandUnits) {
  FakeClock clock;
  FailureGuard guard(clock, {}, 1);
  std::atomic<int> passed = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 50; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 20; ++k) passed += guard.reserve("ann", "192.0.2.1").has_value();
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(passed, 10);
}

TEST(AddressLimiter, CountsIpv6ByItsNetwork) {
  EXPECT_EQ(limit_key("2001:db8:1:2::1"), limit_key("2001:db8:1:2:ffff::9"));
  EXPECT_NE(limit_key("2001:db8:1:2::1"), limit_key("2001:db8:1:3::1"));
  EXPECT_EQ(limit_key("192.0.2.1"), "192.0.2.1");
}

TEST(AddressLimiter, LeavesUnknownAddressesAndUnsetClassesAlone) {
  FakeClock clock;
  AddressLimiter limiter(clock, 1);
  limiter.set_rate(LimitClass::Token, {1, 1h});
  EXPECT_EQ(limiter.take(LimitClass::Token, "192.0.2.1"), std::nullopt);
  EXPECT_NE(limiter.take(LimitClass::Token, "192.0.2.1"), std::nullopt);
  EXPECT_EQ(limiter.take(LimitClass::Signup, "192.0.2.1"), std::nullopt);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(limiter.take(LimitClass::Token, ""), std::nullopt);
}

TEST(RecoveryMemory, RemembersUntilTheFrequencyIsOver) {
  const Time now{1'700'000'000s};
  RecoveryMemory memory(1);
  EXPECT_TRUE(memory.try_set(Uuid{}, "a@b.c", now, now - 15min));
  EXPECT_EQ(memory.find_last(Uuid{}, "a@b.c"), now);
  EXPECT_FALSE(memory.try_set(Uuid{}, "a@b.c", now + 1min, now - 14min));
  EXPECT_TRUE(memory.try_set(Uuid{}, "a@b.c", now + 16min, now + 1min));
  EXPECT_EQ(memory.find_last(Uuid{}, "b@b.c"), std::nullopt);
}

}  // namespace
}  // namespace gotrue
