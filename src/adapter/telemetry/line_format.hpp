// How one log line looks: logfmt as the original prints it without colours, or JSON with the same names.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapter/telemetry/go_time_layout.hpp"
#include "base/clock.hpp"
#include "core/port/logger.hpp"

namespace gotrue {

// "info"; Warn is "warning".
std::string_view name_of(LogLevel level);

struct LineFormatOptions {
  bool is_json = false;
  bool quotes_empty_fields = false;
  std::string timestamp_layout;  // Go layout; empty: RFC 3339 in whole seconds
  std::vector<std::pair<std::string, std::string>> fields;  // on every line
};

// What a log call is made of.
struct LogLine {
  Time time;
  LogLevel level;
  std::string_view message;
  std::span<const LogField> fields;
};

// Immutable; thread-safe.
class LineFormat {
 public:
  explicit LineFormat(LineFormatOptions options);
  LineFormat(const LineFormat&) = delete;
  LineFormat& operator=(const LineFormat&) = delete;

  // Appends one line with its line end: time, level, msg, then the fields sorted by name. A field called like one of
  // those three gets `fields.` before its name; of equal names the last given counts, and a line's own beat the
  // standing. Cheapest when the fields come sorted.
  void append(std::string& out, const LogLine& line) const;

 private:
  void append_time(std::string& out, Time time) const;
  void append_key(std::string& out, std::string_view key) const;
  void append_text(std::string& out, std::string_view text) const;
  void append_field(std::string& out, const LogField& field) const;

  const LineFormatOptions options_;
  const GoTimeLayout layout_;
  std::vector<LogField> standing_;  // views of options_.fields
  const std::uint64_t id_;          // no other format of this process has it
};

}  // namespace gotrue
