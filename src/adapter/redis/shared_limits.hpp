// Token buckets that nodes share through Redis. A request takes from its node's own buckets and never waits; one thread
// adds what was taken to the buckets in Redis every 50 ms and learns from them what other nodes took. So one node alone
// allows exactly the limit, and of N nodes together each may allow one burst before it hears of the others, which is
// counted all the same and has to come back first. While Redis is away every node counts for itself.
#pragma once
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapter/limits/token_buckets.hpp"
#include "adapter/redis/redis_connection.hpp"
#include "core/port/logger.hpp"

namespace gotrue {

struct SharedTable {
  std::string name;       // of the keys in Redis; the same on every node
  TokenBuckets& buckets;  // made with the same seed on every node
};

// Tables, clock and logger outlive it.
class SharedLimits {
 public:
  SharedLimits(RedisAddress address, std::string prefix, std::vector<SharedTable> tables, const Clock& clock,
               Logger& logger);
  ~SharedLimits();
  SharedLimits(const SharedLimits&) = delete;
  SharedLimits& operator=(const SharedLimits&) = delete;

 private:
  void run();
  void exchange_all();
  void exchange(const SharedTable& table, const std::vector<TakenUnits>& taken);
  void connect();
  void tell(const std::string& trouble);

  const RedisAddress address_;
  const std::string prefix_;
  const std::vector<SharedTable> tables_;
  const Clock& clock_;
  Logger& logger_;

  std::mutex mutex_;
  std::condition_variable end_;
  bool is_stopping_ = false;

  // The thread's.
  std::unique_ptr<RedisConnection> connection_;
  std::string script_;
  Monotonic retry_at_{};
  bool is_in_trouble_ = false;
  std::thread thread_;
};

}  // namespace gotrue
