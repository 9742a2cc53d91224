#include "adapter/telemetry/line_format.hpp"

#include <algorithm>

#include "adapter/telemetry/log_text.hpp"

namespace gotrue {
namespace {

constexpr std::string_view kRfc3339 = "2006-01-02T15:04:05Z07:00";

bool clashes(std::string_view key) { return key == "time" || key == "level" || key == "msg"; }

// The fields of a line by name, each once. A line has few: each is put in its place.
std::vector<LogField> merge(std::span<const std::pair<std::string, std::string>> standing, std::span<const LogField> own) {
  std::vector<LogField> merged;
  merged.reserve(standing.size() + own.size());
  const auto put = [&](const LogField& field) {
    const auto at = std::lower_bound(merged.begin(), merged.end(), field.key,
                                     [](const LogField& other, std::string_view key) { return other.key < key; });
    if (at != merged.end() && at->key == field.key) {
      *at = field;
    } else {
      merged.insert(at, field);
    }
  };
  for (const auto& [key, value] : standing) put({key, std::string_view(value)});
  for (const LogField& field : own) put(field);
  return merged;
}

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
      layout_(options_.timestamp_layout.empty() ? kRfc3339 : std::string_view(options_.timestamp_layout)) {}

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
    out += std::to_string(*number);
  } else if (const auto* flag = std::get_if<bool>(&field.value)) {
    out += *flag ? "true" : "false";
  } else {
    append_text(out, std::get<std::string_view>(field.value));
  }
}

std::string LineFormat::format(Time time, LogLevel level, std::string_view message,
                               std::span<const LogField> fields) const {
  std::string timestamp;
  layout_.append(timestamp, time);
  std::string line;
  line.reserve(512 + message.size());
  line += options_.is_json ? "{\"time\":" : "time=";
  append_text(line, timestamp);
  line += options_.is_json ? ",\"level\":" : " level=";
  append_text(line, name_of(level));
  line += options_.is_json ? ",\"msg\":" : " msg=";
  append_text(line, message);
  for (const LogField& field : merge(options_.fields, fields)) append_field(line, field);
  line += options_.is_json ? "}\n" : "\n";
  return line;
}

}  // namespace gotrue
