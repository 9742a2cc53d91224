#include "adapter/redis/instance_channel.hpp"

#include "base/block_signals.hpp"

namespace gotrue {
namespace {

constexpr std::chrono::milliseconds kTimeout{500};
constexpr std::chrono::milliseconds kPatience{20};
constexpr std::chrono::seconds kRetryAfter{1};
constexpr std::size_t kMostWaiting = 1'024;

}  // namespace

InstanceChannel::InstanceChannel(RedisAddress address, const std::string& prefix, OnChange on_change, const Clock& clock)
    : address_(std::move(address)), channel_(prefix + "instances"), on_change_(std::move(on_change)), clock_(clock) {
  thread_ = std::thread([this] { run(); });
}

InstanceChannel::~InstanceChannel() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  thread_.join();
}

void InstanceChannel::publish(const Uuid& instance_id) {
  const std::lock_guard lock(mutex_);
  if (waiting_.size() == kMostWaiting) waiting_.pop_front();
  waiting_.push_back(instance_id.to_string());
}

void InstanceChannel::run() {
  block_signals();
  Monotonic retry_at{};
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (is_stopping_) return;
    }
    if (clock_.monotonic() < retry_at) {
      std::this_thread::sleep_for(kPatience);
      continue;
    }
    try {
      if (!listener_) connect();
      say();
      hear();
    } catch (const RedisError&) {
      listener_.reset();
      speaker_.reset();
      retry_at = clock_.monotonic() + kRetryAfter;
    }
  }
}

void InstanceChannel::connect() {
  speaker_ = std::make_unique<RedisConnection>(address_, kTimeout);
  auto listener = std::make_unique<RedisConnection>(address_, kTimeout);
  listener->call({"SUBSCRIBE", channel_});
  listener_ = std::move(listener);
}

// A message stays until Redis has it: a repeated one does no harm.
void InstanceChannel::say() {
  for (;;) {
    std::string message;
    {
      const std::lock_guard lock(mutex_);
      if (waiting_.empty()) return;
      message = waiting_.front();
    }
    speaker_->call({"PUBLISH", channel_, message});
    const std::lock_guard lock(mutex_);
    if (!waiting_.empty() && waiting_.front() == message) waiting_.pop_front();
  }
}

void InstanceChannel::hear() {
  const RedisReply reply = listener_->receive(kPatience);
  if (reply.items.size() != 3) return;
  if (const auto instance_id = Uuid::parse(reply.items[2].text)) on_change_(*instance_id);
}

}  // namespace gotrue
