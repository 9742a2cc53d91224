// MailFrequencyMemory that nodes share: the answer of /recover for an address without account must not depend on the node
// that is asked. Keeps what this node knows itself as well, which counts alone while Redis is away.
#pragma once
#include <memory>
#include <mutex>
#include <string>

#include "adapter/redis/redis_connection.hpp"
#include "core/port/logger.hpp"
#include "core/port/mail_frequency_memory.hpp"

namespace gotrue {

// What the environment gives; outlives the memory.
struct SharedMailMemoryParts {
  MailFrequencyMemory& own;
  const Clock& clock;
  Logger& logger;
};

// Thread-safe. Waits for Redis 250 ms at most, and after a failure asks it no more for a second.
class SharedMailMemory final : public MailFrequencyMemory {
 public:
  // `key`, the same on every node and secret, hides addresses in the names of keys.
  SharedMailMemory(RedisAddress address, std::string prefix, std::string key, const SharedMailMemoryParts& parts);
  std::optional<Time> find_last(const Uuid& instance_id, std::string_view normal_email) const override;
  bool try_set(const Uuid& instance_id, std::string_view normal_email, Time now, Time not_after) override;

 private:
  std::string name_of(const Uuid& instance_id, std::string_view normal_email) const;
  std::optional<RedisReply> ask(std::initializer_list<std::string> command) const;

  const RedisAddress address_;
  const std::string prefix_;
  const std::string key_;
  const SharedMailMemoryParts parts_;
  mutable std::mutex mutex_;
  mutable std::unique_ptr<RedisConnection> connection_;
  mutable Monotonic retry_at_{};
};

}  // namespace gotrue
