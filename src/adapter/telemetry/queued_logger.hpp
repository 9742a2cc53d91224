// The logger of the server: callers format a line and leave it in a bounded queue, one thread writes.
#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <tl/expected.hpp>

#include "adapter/telemetry/line_format.hpp"
#include "adapter/telemetry/log_sink.hpp"
#include "base/clock.hpp"
#include "core/port/logger.hpp"

namespace gotrue {

struct QueuedLoggerOptions {
  LogLevel level = LogLevel::Info;
  std::string file;  // empty: standard error
  LineFormatOptions format;
  std::size_t queue_size = 4 * 1024 * 1024;  // bytes that may wait; lines beyond are dropped and counted
};

// Thread-safe. Its destructor writes what has been logged and joins the thread; log nothing after that.
class QueuedLogger final : public Logger {
 public:
  using Logger::log;

  // Error: one line that says why the file cannot be opened.
  static tl::expected<std::unique_ptr<QueuedLogger>, std::string> start(QueuedLoggerOptions options, const Clock& clock);
  ~QueuedLogger() override;

  bool enabled(LogLevel level) const override { return level <= options_.level; }
  void log(LogLevel level, std::string_view message, std::span<const LogField> fields) override;

  // Opens the file again (SIGHUP): what was logged before goes to the old one, what is logged later to the new.
  // When that fails, the old one stays in use and says so. Returns at once.
  void reopen();
  // Waits, 5 seconds at most, until what was logged before is written. Returns whether it is.
  bool flush();

 private:
  QueuedLogger(QueuedLoggerOptions options, const Clock& clock);
  void run();
  void write_batch(const std::string& batch, std::optional<std::size_t> reopen_at, std::size_t dropped);
  bool report(LogLevel level, std::string_view message, const LogField& field);

  const QueuedLoggerOptions options_;
  const Clock& clock_;
  const LineFormat format_;
  LogSink sink_;  // the writer's, once it runs

  std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable written_;
  std::string pending_;
  std::optional<std::size_t> reopen_at_;  // how much of `pending_` belongs to the old file
  std::size_t dropped_ = 0;
  std::size_t lost_ = 0;             // the writer's: lines that the sink did not take
  std::uint64_t batches_begun_ = 0;  // counts up when a batch is taken, `batches_done_` when it is written
  std::uint64_t batches_done_ = 0;
  bool is_writer_idle_ = false;
  bool is_hurried_ = false;  // somebody waits: do not gather more lines first
  bool is_stopping_ = false;
  std::thread writer_;
};

}  // namespace gotrue
