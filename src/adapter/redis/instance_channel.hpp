// Tells the other nodes at once that an instance changed, and hears it from them: a channel of Redis. What is missed while
// Redis is away is found by the nodes themselves, which look at their rows every few seconds anyway.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "adapter/redis/redis_connection.hpp"
#include "base/clock.hpp"
#include "base/uuid.hpp"

namespace gotrue {

// Thread-safe. The clock outlives it.
class InstanceChannel {
 public:
  // Called on the channel's thread with the instance that changed, here or elsewhere. Must not block for long and must not
  // throw.
  using OnChange = std::function<void(const Uuid&)>;

  InstanceChannel(RedisAddress address, const std::string& prefix, OnChange on_change, const Clock& clock);
  ~InstanceChannel();
  InstanceChannel(const InstanceChannel&) = delete;
  InstanceChannel& operator=(const InstanceChannel&) = delete;

  // Returns at once; the message leaves within 20 ms while Redis answers. While it is away 1,024 may wait.
  void publish(const Uuid& instance_id);

 private:
  void run();
  void connect();
  void hear();
  void say();

  const RedisAddress address_;
  const std::string channel_;
  const OnChange on_change_;
  const Clock& clock_;

  std::mutex mutex_;
  std::deque<std::string> waiting_;  // messages to publish
  bool is_stopping_ = false;

  // The thread's: a connection that subscribed can do nothing else.
  std::unique_ptr<RedisConnection> speaker_;
  std::unique_ptr<RedisConnection> listener_;
  std::thread thread_;
};

}  // namespace gotrue
