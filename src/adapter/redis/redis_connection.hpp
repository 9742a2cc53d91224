// One connection to a Redis server, over hiredis.
#pragma once
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/redis/redis_address.hpp"

struct redisContext;

namespace gotrue {

// The connection broke, timed out, or the server refused a command. The connection is of no use afterwards.
class RedisError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct RedisReply {
  bool is_null = false;
  std::int64_t integer = 0;
  std::string text;
  std::vector<RedisReply> items;
};

// For one thread at a time. Every wait ends after the time-out; everything may throw RedisError.
class RedisConnection {
 public:
  // Connects, logs in and chooses the database.
  RedisConnection(const RedisAddress& address, std::chrono::milliseconds timeout);
  ~RedisConnection();
  RedisConnection(const RedisConnection&) = delete;
  RedisConnection& operator=(const RedisConnection&) = delete;

  RedisReply call(std::span<const std::string> command);
  RedisReply call(std::initializer_list<std::string> command) { return call(std::span(command.begin(), command.size())); }
  // Waits for a message of a subscribed channel; nullopt-like: `is_null` when none came in time.
  RedisReply receive(std::chrono::milliseconds patience);

 private:
  RedisReply read();
  [[noreturn]] void fail() const;

  struct Free {
    void operator()(redisContext* context) const;
  };
  std::unique_ptr<redisContext, Free> context_;
};

}  // namespace gotrue
