// The trace that a request belongs to, as its caller says in the headers x-datadog-trace-id, -parent-id and
// -sampling-priority.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace gotrue {

struct TraceContext {
  std::uint64_t trace_id = 0;  // 0: the request begins a trace of its own
  std::uint64_t parent_id = 0;
  std::optional<int> priority;  // of sampling: below 1 the agent may drop it
};

// Decimal numbers; a request without ids, or with anything else in one of the three, begins a trace of its own.
TraceContext parse_trace_context(std::string_view trace_id, std::string_view parent_id, std::string_view priority);

}  // namespace gotrue
