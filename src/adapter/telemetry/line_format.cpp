#include "adapter/telemetry/line_format.hpp"

#include <array>
#include <atomic>
#include <charconv>

#include "adapter/telemetry/log_text.hpp"

namespace gotrue {
namespace {

constexpr std::string_view kRfc3339 = "2006-01-02T15:04:05Z07:00";

bool clashes(std::string_view key) { return key == "time" || key == "level" || key == "msg"; }

using SortedFields = std::vector<const LogField*>;

// Puts a field in its place by name; of equal names the last counts. A line has few.
void put(SortedFields& sorted, const LogField& field) {
  auto at = sorted.end();
  int order = -1;
  while (at != sorted.begin() && (order = (*(at - 1))->key.compare(field.key)) > 0) --at;
  if (order == 0 && at != sorted.begin()) {
    *(at - 1) = &field;
  } else {
    sorted.insert(at, &field);
  }
}

std::uint64_t next_format_id() {
  static std::atomic<std::uint64_t> count{0};
  return ++count;
}

// The time of a thread's last line as it was printed.
struct PrintedTime {
  std::uint64_t format_id = 0;
  std::chrono::sys_seconds second;
  std::string text;
};

}  // namespace

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::Panic: return "panic";
    case LogLevel::Fatal: return "fatal";
    case LogLevel::Error: return "error";
    case LogLevel::Warn: return "warning";
    case LogLevel::Info: return "info";
    case LogLevel::Debug: return "debug";
  }
  return "info";
}

LineFormat::LineFormat(LineFormatOptions options)
    : options_(std::move(options)),
      layout_(options_.timestamp_layout.empty() ? kRfc3339 : std::string_view(options_.timestamp_layout)),
      id_(next_format_id()) {
  for (const auto& [key, value] : options_.fields) standing_.push_back({key, std::string_view(value)});
}

// A layout without a fraction prints the same for a whole second.
void LineFormat::append_time(std::string& out, Time time) const {
  thread_local PrintedTime printed;
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  if (printed.format_id != id_ || printed.second != second || layout_.has_fraction()) {
    std::string text;
    layout_.append(text, time);
    printed = {id_, second, {}};
    append_text(printed.text, text);
  }
  out += printed.text;
}

void LineFormat::append_key(std::string& out, std::string_view key) const {
  out += options_.is_json ? ',' : ' ';
  if (options_.is_json) {
    append_json_text(out, clashes(key) ? "fields." + std::string(key) : std::string(key));
  } else {
    if (clashes(key)) out += "fields.";
    append_logfmt_key(out, key);
  }
  out += options_.is_json ? ':' : '=';
}

void LineFormat::append_text(std::string& out, std::string_view text) const {
  if (options_.is_json) {
    append_json_text(out, text);
  } else {
    append_logfmt_value(out, text, options_.quotes_empty_fields);
  }
}

void LineFormat::append_field(std::string& out, const LogField& field) const {
  append_key(out, field.key);
  if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
    std::array<char, 24> digits;
    out.append(digits.data(), std::to_chars(digits.begin(), digits.end(), *number).ptr);
  } else if (const auto* flag = std::get_if<bool>(&field.value)) {
    out += *flag ? "true" : "false";
  } else {
    append_text(out, std::get<std::string_view>(field.value));
  }
}

void LineFormat::append(std::string& out, const LogLine& line) const {
  out += options_.is_json ? "{\"time\":" : "time=";
  append_time(out, line.time);
  out += options_.is_json ? ",\"level\":" : " level=";
  append_text(out, name_of(line.level));
  out += options_.is_json ? ",\"msg\":" : " msg=";
  append_text(out, line.message);
  thread_local SortedFields sorted;
  sorted.clear();
  for (const LogField& field : standing_) put(sorted, field);
  for (const LogField& field : line.fields) put(sorted, field);
  for (const LogField* field : sorted) append_field(out, *field);
  out += options_.is_json ? "}\n" : "\n";
}

}  // namespace gotrue
