#include "adapter/telemetry/queued_logger.hpp"

#include <algorithm>
#include <cstring>

#include "base/block_signals.hpp"

namespace gotrue {
namespace {

// How long the writer gathers lines before it writes them in one go.
constexpr auto kGathering = std::chrono::milliseconds(2);
constexpr std::size_t kKeptCapacity = 512 * 1024;
constexpr auto kFlushPatience = std::chrono::seconds(5);

}  // namespace

tl::expected<std::unique_ptr<QueuedLogger>, std::string> QueuedLogger::start(QueuedLoggerOptions options,
                                                                             const Clock& clock) {
  std::unique_ptr<QueuedLogger> logger(new QueuedLogger(std::move(options), clock));
  const int error = logger->sink_.open();
  if (error != 0) return tl::unexpected(logger->sink_.path() + ": cannot be opened: " + std::strerror(error));
  logger->writer_ = std::thread([raw = logger.get()] { raw->run(); });
  return logger;
}

QueuedLogger::QueuedLogger(QueuedLoggerOptions options, const Clock& clock)
    : options_(std::move(options)), clock_(clock), format_(options_.format), sink_(options_.file) {}

QueuedLogger::~QueuedLogger() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  work_.notify_one();
  if (writer_.joinable()) writer_.join();
}

void QueuedLogger::log(LogLevel level, std::string_view message, std::span<const LogField> fields) {
  if (!enabled(level)) return;
  thread_local std::string line;
  line.clear();
  format_.append(line, {clock_.now(), level, message, fields});
  bool wakes = false;
  {
    const std::lock_guard lock(mutex_);
    if (pending_.size() + line.size() > options_.queue_size) {
      ++dropped_;
      return;
    }
    pending_ += line;
    wakes = std::exchange(is_writer_idle_, false);
  }
  if (wakes) work_.notify_one();
}

void QueuedLogger::reopen() {
  {
    const std::lock_guard lock(mutex_);
    reopen_at_ = pending_.size();
    is_writer_idle_ = false;
  }
  work_.notify_one();
}

bool QueuedLogger::flush() {
  std::unique_lock lock(mutex_);
  const bool is_idle = pending_.empty() && !reopen_at_ && dropped_ == 0;
  const std::uint64_t wanted = batches_begun_ + (is_idle ? 0 : 1);
  is_hurried_ = true;
  work_.notify_one();
  return written_.wait_for(lock, kFlushPatience, [&] { return batches_done_ >= wanted; });
}

void QueuedLogger::run() {
  block_signals();
  std::string batch;  // trades places with `pending_`, so that neither grows from nothing every time
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto has_work = [&] { return !pending_.empty() || reopen_at_ || dropped_ > 0; };
    is_writer_idle_ = !has_work();
    work_.wait(lock, [&] { return is_stopping_ || has_work(); });
    is_writer_idle_ = false;
    if (!has_work()) return;
    work_.wait_for(lock, kGathering, [&] { return is_stopping_ || is_hurried_; });
    is_hurried_ = false;
    batch.clear();
    if (batch.capacity() > kKeptCapacity) batch = std::string();
    batch.swap(pending_);
    const auto reopen_at = std::exchange(reopen_at_, std::nullopt);
    const auto dropped = std::exchange(dropped_, 0);
    ++batches_begun_;
    lock.unlock();
    write_batch(batch, reopen_at, dropped);
    lock.lock();
    batches_done_ = batches_begun_;
    written_.notify_all();
  }
}

void QueuedLogger::write_batch(const std::string& batch, std::optional<std::size_t> reopen_at, std::size_t dropped) {
  const std::string_view lines = batch;
  const auto write = [this](std::string_view part) {
    if (!part.empty() && !sink_.write(part)) lost_ += static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
  };
  write(lines.substr(0, reopen_at.value_or(0)));
  const int error = reopen_at ? sink_.open() : 0;
  if (error != 0) report(LogLevel::Error, "log file cannot be opened again", {"error", std::strerror(error)});
  lost_ += dropped;
  const LogField count{"count", static_cast<std::int64_t>(lost_)};
  if (lost_ > 0 && report(LogLevel::Warn, "log lines were dropped", count)) lost_ = 0;
  write(lines.substr(reopen_at.value_or(0)));
}

// A line of the logger itself. Returns false when it could not be written.
bool QueuedLogger::report(LogLevel level, std::string_view message, const LogField& field) {
  if (!enabled(level)) return true;
  std::string line;
  format_.append(line, {clock_.now(), level, message, {&field, 1}});
  return sink_.write(line);
}

}  // namespace gotrue
