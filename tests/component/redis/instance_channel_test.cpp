#include "adapter/redis/shared_instances.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <set>

#include "adapter/system/system_clock.hpp"
#include "redis_server.hpp"

namespace gotrue {
namespace {

using namespace std::chrono_literals;

// A node that notes what it is told.
class Listener {
 public:
  Listener(const RedisServer& redis, const Clock& clock, const std::string& prefix = "gotrue:test:")
      : channel_(redis.address(), prefix, [this](const Uuid& id) { note(id); }, clock) {}
  void publish(const Uuid& id) { channel_.publish(id); }
  void wait_for(const Uuid& id) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return heard_.contains(id.to_string()); });
  }
  std::size_t count() {
    const std::lock_guard lock(mutex_);
    return heard_.size();
  }

 private:
  void note(const Uuid& id) {
    const std::lock_guard lock(mutex_);
    heard_.insert(id.to_string());
    changed_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::string> heard_;
  InstanceChannel channel_;
};

Uuid id_of(int number) {
  return Uuid::parse("00000000-0000-4000-8000-0000000000" + std::to_string(10 + number)).value();
}

// Until every listener of that channel has subscribed.
void wait_for_subscribers(const RedisServer& redis, std::int64_t count, const std::string& prefix = "gotrue:test:") {
  RedisConnection connection(redis.address(), 1s);
  while (connection.call({"PUBSUB", "NUMSUB", prefix + "instances"}).items.at(1).integer < count) {
    std::this_thread::yield();
  }
}

TEST(InstanceChannel, TellsEveryNodeWhatChanged) {
  const RedisServer redis;
  const SystemClock clock;
  Listener one(redis, clock);
  Listener other(redis, clock);
  wait_for_subscribers(redis, 2);
  for (int i = 0; i < 20; ++i) one.publish(id_of(i));
  for (int i = 0; i < 20; ++i) other.wait_for(id_of(i));
  other.publish(id_of(30));
  one.wait_for(id_of(30));
}

TEST(InstanceChannel, IgnoresWhatIsNoInstanceAndOtherDeployments) {
  const RedisServer redis;
  const SystemClock clock;
  Listener node(redis, clock);
  Listener stranger(redis, clock, "gotrue:other:");
  wait_for_subscribers(redis, 1);
  wait_for_subscribers(redis, 1, "gotrue:other:");
  RedisConnection connection(redis.address(), 1s);
  for (const char* garbage : {"", "any", "00000000-0000-4000-8000-00000000001", "\r\n*3\r\n"}) {
    connection.call({"PUBLISH", "gotrue:test:instances", garbage});
  }
  connection.call({"PUBLISH", "gotrue:test:instances", id_of(1).to_string()});
  node.wait_for(id_of(1));
  EXPECT_EQ(node.count(), 1u);
  EXPECT_EQ(stranger.count(), 0u);
}

// A directory that knows nothing and notes what it is to forget.
class ForgettingDirectory final : public InstanceDirectory {
 public:
  Result<std::shared_ptr<const Instance>> find(const Uuid&, std::string_view) override {
    return fail(ErrorCode::Internal);
  }
  Status check(const InstanceConfig&) const override { return {}; }
  void forget(const Uuid& id) override {
    const std::lock_guard lock(mutex_);
    forgotten_.insert(id.to_string());
    changed_.notify_all();
  }
  bool has_forgotten(const Uuid& id) {
    const std::lock_guard lock(mutex_);
    return forgotten_.contains(id.to_string());
  }
  void wait_for(const Uuid& id) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return forgotten_.contains(id.to_string()); });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::string> forgotten_;
};

TEST(SharedInstances, AreForgottenOnEveryNodeAndHereAtOnce) {
  const RedisServer redis;
  const SystemClock clock;
  ForgettingDirectory here;
  ForgettingDirectory there;
  SharedInstances one(redis.address(), "gotrue:test:", here, clock);
  SharedInstances other(redis.address(), "gotrue:test:", there, clock);
  wait_for_subscribers(redis, 2);
  one.forget(id_of(1));
  EXPECT_TRUE(here.has_forgotten(id_of(1)));
  there.wait_for(id_of(1));
  EXPECT_FALSE(there.has_forgotten(id_of(2)));
}

TEST(InstanceChannel, EndsWhileRedisIsAway) {
  const SystemClock clock;
  RedisServer redis;
  redis.stop();
  Listener node(redis, clock);
  for (int i = 0; i < 5'000; ++i) node.publish(id_of(i % 80));
}

}  // namespace
}  // namespace gotrue
