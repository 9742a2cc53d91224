#include "adapter/redis/shared_limits.hpp"

#include <cstdio>

#include "base/block_signals.hpp"

namespace gotrue {
namespace {

constexpr std::chrono::milliseconds kInterval{50};
constexpr std::chrono::milliseconds kTimeout{500};
constexpr std::chrono::seconds kRetryAfter{1};
constexpr std::size_t kMostUnits = 512;  // in one call

// KEYS: buckets. ARGV: microseconds of one unit and of a burst, then the units taken from each bucket, or given back.
// A bucket holds when it will be full again and goes by itself at that moment. What is owed beyond the burst is capped at
// three more, so that nobody is shut out for long. Returns how long each takes to be full.
constexpr const char* kScript = R"(
local unit, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local left = {}
for i, key in ipairs(KEYS) do
  local full = math.max(tonumber(redis.call('GET', key) or 0), now) + unit * tonumber(ARGV[i + 2])
  full = math.min(full, now + 4 * burst)
  if full > now then
    redis.call('SET', key, string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
  else
    redis.call('DEL', key)
  end
  left[i] = math.floor(math.max(full - now, 0))
end
return left
)";

std::string hex(std::uint64_t key) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(key));
  return text;
}

std::string as_microseconds(std::chrono::nanoseconds time) {
  return std::to_string(static_cast<double>(time.count()) / 1000);
}

}  // namespace

SharedLimits::SharedLimits(RedisAddress address, std::string prefix, std::vector<SharedTable> tables, const Clock& clock,
                           Logger& logger)
    : address_(std::move(address)),
      prefix_(std::move(prefix)),
      tables_(std::move(tables)),
      clock_(clock),
      logger_(logger) {
  for (const SharedTable& table : tables_) table.buckets.remember_taken();
  thread_ = std::thread([this] { run(); });
}

SharedLimits::~SharedLimits() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  end_.notify_one();
  thread_.join();
}

void SharedLimits::run() {
  block_signals();
  std::unique_lock lock(mutex_);
  while (!is_stopping_) {
    lock.unlock();
    exchange_all();
    lock.lock();
    end_.wait_for(lock, kInterval, [this] { return is_stopping_; });
  }
}

void SharedLimits::exchange_all() {
  if (clock_.monotonic() < retry_at_) return;
  try {
    if (!connection_) connect();
    for (const SharedTable& table : tables_) {
      for (auto taken = table.buckets.take_changes(kMostUnits); !taken.empty();
           taken = table.buckets.take_changes(kMostUnits)) {
        exchange(table, taken);
      }
    }
    tell({});
  } catch (const RedisError& error) {
    connection_.reset();
    retry_at_ = clock_.monotonic() + kRetryAfter;
    tell(error.what());
  }
}

void SharedLimits::connect() {
  connection_ = std::make_unique<RedisConnection>(address_, kTimeout);
  script_ = connection_->call({"SCRIPT", "LOAD", kScript}).text;
}

void SharedLimits::exchange(const SharedTable& table, const std::vector<TakenUnits>& taken) {
  std::vector<std::string> command = {"EVALSHA", script_, std::to_string(taken.size())};
  for (const TakenUnits& units : taken) command.push_back(prefix_ + table.name + ':' + hex(units.key));
  command.push_back(as_microseconds(table.buckets.unit()));
  command.push_back(as_microseconds(table.buckets.burst()));
  for (const TakenUnits& units : taken) command.push_back(std::to_string(units.count));
  const RedisReply reply = connection_->call(command);
  if (reply.items.size() != taken.size()) throw RedisError("an answer of another size than asked for");
  const auto now = clock_.monotonic();
  for (std::size_t i = 0; i < taken.size(); ++i) {
    table.buckets.learn(taken[i].key, std::chrono::microseconds(reply.items[i].integer), now);
  }
}

// One line when Redis goes away, one when it is back.
void SharedLimits::tell(const std::string& trouble) {
  const bool is_away = !trouble.empty();
  if (std::exchange(is_in_trouble_, is_away) == is_away) return;
  if (is_away) {
    logger_.log(LogLevel::Warn, "Redis is away: limits count on this node alone until it is back",
                {{"component", "redis"}, {"error", trouble}});
  } else {
    logger_.log(LogLevel::Info, "Redis is back: limits are shared again", {{"component", "redis"}});
  }
}

}  // namespace gotrue
