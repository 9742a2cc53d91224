#include "adapter/redis/shared_mail_memory.hpp"

#include <algorithm>
#include <charconv>

#include "base/sha256.hpp"

namespace gotrue {
namespace {

constexpr std::chrono::milliseconds kTimeout{250};
constexpr std::chrono::seconds kRetryAfter{1};

std::optional<Time> parse_time(const std::string& text) {
  std::int64_t count = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), count);
  if (result.ec != std::errc()) return std::nullopt;
  return Time(std::chrono::microseconds(count));
}

}  // namespace

SharedMailMemory::SharedMailMemory(RedisAddress address, std::string prefix, std::string key,
                                   const SharedMailMemoryParts& parts)
    : address_(std::move(address)), prefix_(std::move(prefix)), key_(std::move(key)), parts_(parts) {}

std::string SharedMailMemory::name_of(const Uuid& instance_id, std::string_view normal_email) const {
  const std::string account = instance_id.to_string() + '\n' + std::string(normal_email);
  return prefix_ + "mail:" + to_hex(HmacSha256(key_)(account));
}

std::optional<RedisReply> SharedMailMemory::ask(std::initializer_list<std::string> command) const {
  const std::lock_guard lock(mutex_);
  if (parts_.clock.monotonic() < retry_at_) return std::nullopt;
  try {
    if (!connection_) connection_ = std::make_unique<RedisConnection>(address_, kTimeout);
    return connection_->call(command);
  } catch (const RedisError& error) {
    connection_.reset();
    retry_at_ = parts_.clock.monotonic() + kRetryAfter;
    parts_.logger.log(LogLevel::Debug, "Redis does not answer for the memory of mails",
                      {{"component", "redis"}, {"error", error.what()}});
    return std::nullopt;
  }
}

std::optional<Time> SharedMailMemory::find_last(const Uuid& instance_id, std::string_view normal_email) const {
  const auto own = parts_.own.find_last(instance_id, normal_email);
  const auto reply = ask({"GET", name_of(instance_id, normal_email)});
  const auto shared = reply ? parse_time(reply->text) : std::nullopt;
  return std::max(own, shared);
}

// The key lives as long as the frequency, so that "absent" means "may be set".
bool SharedMailMemory::try_set(const Uuid& instance_id, std::string_view normal_email, Time now, Time not_after) {
  if (!parts_.own.try_set(instance_id, normal_email, now, not_after)) return false;
  const auto life = std::chrono::ceil<std::chrono::milliseconds>(now - not_after);
  if (life.count() <= 0) return true;
  const auto reply = ask({"SET", name_of(instance_id, normal_email), std::to_string(now.time_since_epoch().count()), "PX",
                          std::to_string(life.count()), "NX"});
  return !reply || !reply->is_null;
}

}  // namespace gotrue
