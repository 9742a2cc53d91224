#include "adapter/telemetry/http_span.hpp"

#include <algorithm>

#include "adapter/telemetry/msgpack_writer.hpp"
#include "base/http_message.hpp"
#include "base/utf8.hpp"

namespace gotrue {
namespace {

// The agent's own limit for a resource.
constexpr std::size_t kLongestText = 5'000;
constexpr std::string_view kReplacement = "\xef\xbf\xbd";
constexpr int kAutoKeep = 1;

bool is_ascii(std::string_view text) {
  unsigned char bits = 0;
  for (const char c : text) bits |= static_cast<unsigned char>(c);
  return bits < 0x80;
}

void write_text(MsgpackWriter& out, std::string_view text) {
  text = text.substr(0, kLongestText);
  if (is_ascii(text)) return out.text(text);
  std::string clean;
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text);
    clean += length > 0 ? text.substr(0, length) : kReplacement;
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  out.text(clean);
}

void write_tag(MsgpackWriter& out, std::string_view key, std::string_view value) {
  out.text(key);
  write_text(out, value);
}

bool is_error(const HttpSpan& span) { return span.status >= 500 && span.status < 600; }

std::uint64_t as_nanoseconds(Time time) {
  const auto count = std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
  return static_cast<std::uint64_t>(std::max<std::int64_t>(count, 0));
}

}  // namespace

HttpSpanFormat::HttpSpanFormat(std::string_view service, const std::vector<std::pair<std::string, std::string>>& tags) {
  MsgpackWriter head(head_);
  head.array(1);
  head.map(12);
  write_tag(head, "service", service);
  write_tag(head, "name", "http.handler");
  write_tag(head, "type", "web");
  MsgpackWriter standing(tags_);
  write_tag(standing, "span.kind", "server");
  for (const auto& [key, value] : tags) {
    write_text(standing, key);
    write_text(standing, value);
  }
  tag_count_ = static_cast<std::uint32_t>(1 + tags.size());
}

void HttpSpanFormat::append(std::string& to, const HttpSpan& span, const SpanMoment& moment) const {
  to += head_;
  MsgpackWriter out(to);
  std::string resource(span.method);
  resource += ' ';
  resource += span.path;
  write_tag(out, "resource", resource);
  out.text("trace_id");
  out.number(span.caller.trace_id != 0 ? span.caller.trace_id : moment.span_id);
  out.text("span_id");
  out.number(moment.span_id);
  out.text("parent_id");
  out.number(span.caller.parent_id);
  out.text("start");
  out.number(as_nanoseconds(moment.start));
  out.text("duration");
  out.number(static_cast<std::uint64_t>(std::max<std::int64_t>(span.duration.count(), 0)));
  out.text("error");
  out.number(is_error(span) ? 1 : 0);
  out.text("metrics");
  out.map(1);
  out.text("_sampling_priority_v1");
  out.real(span.caller.priority.value_or(kAutoKeep));
  out.text("meta");
  append_tags(to, span);
}

void HttpSpanFormat::append_tags(std::string& to, const HttpSpan& span) const {
  const std::string status = std::to_string(span.status);
  MsgpackWriter out(to);
  out.map(tag_count_ + 4 + (span.nf_client.empty() ? 0 : 1) + (is_error(span) ? 2 : 0));
  to += tags_;
  write_tag(out, "http.method", span.method);
  write_tag(out, "http.url", span.path);
  write_tag(out, "http.request_id", span.request_id);
  write_tag(out, "http.status_code", status);
  if (!span.nf_client.empty()) write_tag(out, "nf.client", span.nf_client);
  if (!is_error(span)) return;
  const std::string reason = status + ": " + std::string(reason_phrase(span.status));
  write_tag(out, "error.type", reason);
  write_tag(out, "error.msg", reason);
}

}  // namespace gotrue
