// The span of one request, `http.handler`, as the trace endpoint of a Datadog agent takes it (http-api.md "Logs").
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapter/telemetry/trace_context.hpp"
#include "base/clock.hpp"

namespace gotrue {

// The views live as long as the call that gets them.
struct HttpSpan {
  TraceContext caller;
  std::string_view method;
  std::string_view path;  // never the query: it may carry secrets
  std::string_view request_id;
  std::string_view nf_client;  // X-Nf-Client; left out when empty
  int status = 0;
  std::chrono::nanoseconds duration{0};
};

struct SpanMoment {
  std::uint64_t span_id = 0;
  Time start;
};

// Immutable; thread-safe.
class HttpSpanFormat {
 public:
  // `tags` stand in every span.
  HttpSpanFormat(std::string_view service, const std::vector<std::pair<std::string, std::string>>& tags);

  // Appends the span as a trace of its own: [span] in MessagePack. Texts are cut to 5,000 bytes and are valid UTF-8
  // whatever a request carried.
  void append(std::string& out, const HttpSpan& span, const SpanMoment& moment) const;

 private:
  void append_tags(std::string& out, const HttpSpan& span) const;

  std::string head_;  // the fields that are always the same, encoded
  std::string tags_;  // likewise
  std::uint32_t tag_count_ = 0;
};

}  // namespace gotrue
