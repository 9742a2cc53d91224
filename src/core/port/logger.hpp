// Structured log lines. Everybody may write them; the real one (adapter/telemetry) prints logfmt or JSON from
// its own thread. Secrets, tokens and passwords never come here.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <variant>

namespace gotrue {

// Most severe first, as LOG_LEVEL names them.
enum class LogLevel { Panic, Fatal, Error, Warn, Info, Debug };

using LogValue = std::variant<std::string_view, std::int64_t, bool>;

// The views need to live only as long as the call. Keys and texts may hold anything: the logger escapes them.
struct LogField {
  std::string_view key;
  LogValue value;
};

// Thread-safe; never blocks on the destination, never throws.
class Logger {
 public:
  virtual ~Logger() = default;
  // Whether a line of this level would be written.
  virtual bool enabled(LogLevel level) const = 0;
  virtual void log(LogLevel level, std::string_view message, std::span<const LogField> fields) = 0;

  void log(LogLevel level, std::string_view message) { log(level, message, std::span<const LogField>()); }
  void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
    log(level, message, std::span(fields.begin(), fields.size()));
  }
};

}  // namespace gotrue
