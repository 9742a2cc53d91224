#include "adapter/crypto/hashing_engine.hpp"

#include <argon2.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>

#include "adapter/crypto/batch_share.hpp"
#include "adapter/crypto/bcrypt_setting.hpp"
#include "adapter/crypto/interleaved_bcrypt_kernel.hpp"
#include "seeded_random.hpp"

namespace gotrue {
namespace {

// Facts of the published bcrypt test vectors, all of the lowest costs.
constexpr const char* kHashOfU = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";   // "U*U"
constexpr const char* kHashOfEmpty = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy";  // ""

HashingOptions cheap() {
  HashingOptions options;
  options.cost = 4;
  return options;
}

class HashingEngineTest : public testing::Test {
 protected:
  SeededRandom random;
  HashingEngine engine{cheap(), std::make_unique<InterleavedBcryptKernel>(), random};
};

TEST_F(HashingEngineTest, VerifiesWhatItHashed) {
  const auto hash = engine.hash("secret-pw");
  ASSERT_TRUE(hash);
  EXPECT_TRUE(hash->starts_with("$2a$04$"));
  EXPECT_TRUE(engine.verify("secret-pw", *hash)->matches);
  EXPECT_FALSE(engine.verify("SECRET-pw", *hash)->matches);
  EXPECT_FALSE(engine.verify("secret-pw", *hash)->needs_rehash);
}

TEST_F(HashingEngineTest, KnowsThePublishedVectors) {
  EXPECT_TRUE(engine.verify("U*U", kHashOfU)->matches);
  EXPECT_FALSE(engine.verify("U*V", kHashOfU)->matches);
}

TEST_F(HashingEngineTest, NeverTakesAnEmptyPassword) {
  EXPECT_FALSE(engine.verify("", kHashOfEmpty)->matches);
  EXPECT_FALSE(engine.verify("", "")->matches);
}

TEST_F(HashingEngineTest, ComparesTheFirst72BytesAsBcryptDoes) {
  const std::string longest(72, 'x');
  const auto hash = engine.hash(longest);
  EXPECT_TRUE(engine.verify(longest + "tail", *hash)->matches);
  EXPECT_FALSE(engine.verify(longest.substr(1), *hash)->matches);
}

TEST_F(HashingEngineTest, NeverTakesAPasswordWithNul) {
  const auto hash = engine.hash("abcdef");
  EXPECT_FALSE(engine.verify(std::string("abcdef\0x", 8), *hash)->matches);
}

TEST_F(HashingEngineTest, TakesUnknownHashesForNone) {
  for (const char* hash : {"", "plain", "$1$salt$hash", "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
                           "$2a$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "*0", "$argon2id$v=19$m=1"}) {
    EXPECT_FALSE(engine.verify("U*U", hash)->matches) << hash;
  }
}

TEST_F(HashingEngineTest, VerifiesArgon2idAndWantsItReplaced) {
  char encoded[128];
  ASSERT_EQ(argon2id_hash_encoded(2, 256, 1, "secret-pw", 9, "saltsalt", 8, 32, encoded, sizeof encoded), ARGON2_OK);
  const auto verdict = engine.verify("secret-pw", encoded);
  EXPECT_TRUE(verdict->matches);
  EXPECT_TRUE(verdict->needs_rehash);
  EXPECT_FALSE(engine.verify("secret-px", encoded)->matches);
}

TEST_F(HashingEngineTest, RefusesArgon2idThatWouldStopTheServer) {
  EXPECT_FALSE(engine.verify("x", "$argon2id$v=19$m=4000000,t=3,p=1$c2FsdHNhbHQ$aGFzaGhhc2g")->matches);
}

TEST(HashingEngineCost, WantsAHashBelowTodaysCostReplaced) {
  SeededRandom random;
  HashingOptions options;
  options.cost = 6;
  HashingEngine engine(options, std::make_unique<InterleavedBcryptKernel>(), random);
  EXPECT_TRUE(engine.verify("U*U", kHashOfU)->needs_rehash);
}

// A kernel that counts its rounds and never finds a password right.
class CountingKernel final : public HashKernel {
 public:
  std::size_t width() const override { return 1; }
  void compute(std::span<HashJob* const> jobs, const std::function<void(HashJob&)>& done) override {
    for (HashJob* job : jobs) {
      rounds_ += 1u << *bcrypt_setting_cost(job->setting);
      done(*job);
    }
  }
  unsigned rounds() const { return rounds_; }

 private:
  std::atomic<unsigned> rounds_ = 0;
};

// security.md 4.
TEST(HashingEngineCost, OfAWrongPasswordIsTodaysWhateverTheAccountHas) {
  SeededRandom random;
  HashingOptions options;
  options.cost = 8;
  for (const char* hash : {kHashOfU, "", "garbage"}) {
    auto owned = std::make_unique<CountingKernel>();
    const CountingKernel& kernel = *owned;
    HashingEngine engine(options, std::move(owned), random);
    EXPECT_FALSE(engine.verify("U*V", hash)->matches);
    EXPECT_EQ(kernel.rounds(), 256u) << hash;
  }
}

// A kernel that stands still until it is told to go on, and remembers how many hashes it got at once.
class GatedKernel final : public HashKernel {
 public:
  GatedKernel(std::size_t width, std::latch& gate, std::latch& entered) : width_(width), gate_(gate), entered_(entered) {}
  std::size_t width() const override { return width_; }
  void compute(std::span<HashJob* const> jobs, const std::function<void(HashJob&)>& done) override {
    {
      const std::lock_guard lock(mutex_);
      sizes_.push_back(jobs.size());
    }
    if (!entered_.try_wait()) entered_.count_down();
    gate_.wait();
    for (HashJob* job : jobs) {
      job->result = "result";
      done(*job);
    }
  }
  std::vector<std::size_t> sizes() const {
    const std::lock_guard lock(mutex_);
    return sizes_;
  }

 private:
  const std::size_t width_;
  std::latch& gate_;
  std::latch& entered_;
  mutable std::mutex mutex_;
  std::vector<std::size_t> sizes_;
};

TEST(HashingQueue, AnswersAtOnceWhenItIsFull) {
  std::latch gate(1);
  std::latch entered(1);
  SeededRandom random;
  HashingOptions options = cheap();
  options.threads = 1;
  options.queue_limit = 1;
  HashingEngine engine(options, std::make_unique<GatedKernel>(1, gate, entered), random);
  std::thread running([&] { EXPECT_TRUE(engine.spend()); });
  entered.wait();
  std::atomic<int> refused = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&] {
      const auto status = engine.spend();
      if (status) return;
      EXPECT_EQ(status.error().code, ErrorCode::ServerBusy);
      EXPECT_GT(status.error().retry_after.count(), 0);
      if (++refused == 7) gate.count_down();  // one waits in the queue, seven are told at once
    });
  }
  for (auto& caller : callers) caller.join();
  running.join();
  EXPECT_EQ(refused, 7);
}

TEST(HashingQueue, GivesItsKernelAllThatWaitsUpToItsWidth) {
  std::latch gate(1);
  std::latch entered(1);
  SeededRandom random;
  HashingOptions options = cheap();
  options.threads = 1;
  options.queue_limit = 9;
  auto owned = std::make_unique<GatedKernel>(6, gate, entered);
  const GatedKernel& kernel = *owned;
  HashingEngine engine(options, std::move(owned), random);
  std::vector<std::thread> callers;
  callers.emplace_back([&] { EXPECT_TRUE(engine.spend()); });
  entered.wait();
  for (int i = 0; i < 10; ++i) {
    callers.emplace_back([&] {
      if (!engine.spend()) gate.count_down();  // nine wait, so this one was the tenth
    });
  }
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(kernel.sizes(), (std::vector<std::size_t>{1, 6, 3}));
}

TEST(HashingQueue, IsDividedAmongTheThreadsThatAreFree) {
  EXPECT_EQ(batch_share(0, 2, 6), 0u);
  EXPECT_EQ(batch_share(1, 2, 6), 1u);
  EXPECT_EQ(batch_share(5, 2, 6), 3u);
  EXPECT_EQ(batch_share(64, 2, 6), 6u);
  EXPECT_EQ(batch_share(6, 1, 6), 6u);
}

TEST(BcryptSetting, ReadsTheCostOfKnownFormsAlone) {
  EXPECT_EQ(bcrypt_cost(kHashOfU), 5);
  EXPECT_EQ(bcrypt_cost("$2a$05$short"), std::nullopt);
  EXPECT_EQ(bcrypt_cost("$2a$05$CCCCCCCCCCCCCCCCCCCCC."), std::nullopt);
  EXPECT_EQ(bcrypt_setting_cost("$2a$05$CCCCCCCCCCCCCCCCCCCCC."), 5);
  EXPECT_EQ(bcrypt_cost(std::string(kHashOfU) + "x"), std::nullopt);
}

}  // namespace
}  // namespace gotrue
