#include "adapter/redis/shared_mail_memory.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "adapter/limits/recovery_memory.hpp"
#include "fake_clock.hpp"
#include "plain_doubles.hpp"
#include "redis_server.hpp"

namespace gotrue {
namespace {

using namespace std::chrono_literals;

class SilentLogger final : public Logger {
 public:
  bool enabled(LogLevel) const override { return false; }
  void log(LogLevel, std::string_view, std::span<const LogField>) override {}
};

class SharedMemoryOfMails : public testing::Test {
 protected:
  // One node: its own memory and its view of the shared one.
  struct Node {
    Node(const RedisAddress& address, const Clock& clock, Logger& logger, const std::string& key)
        : own(1), shared(address, "gotrue:test:", key, {own, clock, logger}) {}
    RecoveryMemory own;
    SharedMailMemory shared;
  };

  std::unique_ptr<Node> node(const std::string& key = "key") {
    return std::make_unique<Node>(redis_.address(), clock_, logger_, key);
  }
  bool ask(Node& at, std::string_view email) { return at.shared.try_set(Uuid{}, email, now_, now_ - 15min); }

  RedisServer redis_;
  FakeClock clock_;
  SilentLogger logger_;
  const Time now_{1'700'000'000s};
};

TEST_F(SharedMemoryOfMails, KnowsOnEveryNodeWhatOneWasAskedFor) {
  const auto one = node();
  const auto other = node();
  EXPECT_TRUE(ask(*one, "nobody@example.com"));
  EXPECT_EQ(other->shared.find_last(Uuid{}, "nobody@example.com"), now_);
  EXPECT_FALSE(ask(*other, "nobody@example.com"));
  EXPECT_EQ(other->shared.find_last(Uuid{}, "somebody@example.com"), std::nullopt);
  EXPECT_TRUE(ask(*other, "somebody@example.com"));
}

TEST_F(SharedMemoryOfMails, KeepsInstancesApart) {
  const auto one = node();
  const auto other = node();
  EXPECT_TRUE(ask(*one, "nobody@example.com"));
  const Uuid instance = Uuid::parse("11111111-1111-4111-8111-111111111111").value();
  EXPECT_EQ(other->shared.find_last(instance, "nobody@example.com"), std::nullopt);
  EXPECT_TRUE(other->shared.try_set(instance, "nobody@example.com", now_, now_ - 15min));
}

TEST_F(SharedMemoryOfMails, LetsOneOfManyParallelRequestsPass) {
  std::vector<std::unique_ptr<Node>> nodes;
  for (int i = 0; i < 4; ++i) nodes.push_back(node());
  std::atomic<int> passed = 0;
  std::vector<std::thread> threads;
  for (const auto& each : nodes) threads.emplace_back([&, raw = each.get()] { passed += ask(*raw, "nobody@example.com"); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(passed, 1);
}

TEST_F(SharedMemoryOfMails, TellsRedisNoAddressAndKeepsNothingForEver) {
  const auto one = node();
  ask(*one, "nobody@example.com");
  RedisConnection connection(redis_.address(), 1s);
  const RedisReply keys = connection.call({"KEYS", "*"});
  ASSERT_EQ(keys.items.size(), 1u);
  EXPECT_EQ(keys.items[0].text.find("nobody"), std::string::npos);
  const auto life = connection.call({"PTTL", keys.items[0].text}).integer;
  EXPECT_GT(life, 0);
  EXPECT_LE(life, 15 * 60 * 1000);
}

TEST_F(SharedMemoryOfMails, FallsBackToItsOwnWhileRedisIsAway) {
  const auto one = node();
  redis_.stop();
  EXPECT_TRUE(ask(*one, "nobody@example.com"));
  EXPECT_EQ(one->shared.find_last(Uuid{}, "nobody@example.com"), now_);
  EXPECT_FALSE(ask(*one, "nobody@example.com"));
}

TEST_F(SharedMemoryOfMails, IgnoresAValueThatIsNoTime) {
  const auto one = node();
  ask(*one, "nobody@example.com");
  RedisConnection connection(redis_.address(), 1s);
  connection.call({"SET", connection.call({"KEYS", "*"}).items[0].text, "garbage"});
  EXPECT_EQ(node()->shared.find_last(Uuid{}, "nobody@example.com"), std::nullopt);
}

TEST_F(SharedMemoryOfMails, SurvivesAListWhereItExpectsATime) {
  const auto one = node();
  ask(*one, "nobody@example.com");
  RedisConnection connection(redis_.address(), 1s);
  const std::string name = connection.call({"KEYS", "*"}).items[0].text;
  connection.call({"DEL", name});
  connection.call({"RPUSH", name, "x"});
  EXPECT_EQ(node()->shared.find_last(Uuid{}, "nobody@example.com"), std::nullopt);
}

TEST(RedisConnection, GivesBackNestedAnswersAndThrowsRefusals) {
  const RedisServer redis;
  RedisConnection connection(redis.address(), 1s);
  const RedisReply reply = connection.call({"EVAL", "return {1, {'a', false}, 'b'}", "0"});
  ASSERT_EQ(reply.items.size(), 3u);
  EXPECT_EQ(reply.items[0].integer, 1);
  EXPECT_EQ(reply.items[1].items[0].text, "a");
  EXPECT_TRUE(reply.items[1].items[1].is_null);
  const std::string bytes("a\0b\r\n", 5);
  connection.call({"SET", "k", bytes});
  EXPECT_EQ(connection.call({"GET", "k"}).text, bytes);
  EXPECT_THROW(connection.call({"NO-SUCH-COMMAND"}), RedisError);
}

TEST(RedisConnection, ThrowsWhenNobodyListens) {
  RedisAddress address;
  address.host = "127.0.0.1";
  address.port = 1;
  EXPECT_THROW(RedisConnection(address, 200ms), RedisError);
}

}  // namespace
}  // namespace gotrue
