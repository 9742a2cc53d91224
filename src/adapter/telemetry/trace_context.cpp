#include "adapter/telemetry/trace_context.hpp"

#include <charconv>

namespace gotrue {
namespace {

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return number;
}

}  // namespace

TraceContext parse_trace_context(std::string_view trace_id, std::string_view parent_id, std::string_view priority) {
  if (trace_id.empty()) return {};
  const auto trace = parse_number<std::uint64_t>(trace_id);
  const auto parent = parse_number<std::uint64_t>(parent_id);
  const auto kept = parse_number<int>(priority);
  const bool is_whole = trace.value_or(0) != 0 && parent.value_or(0) != 0 && (kept || priority.empty());
  if (!is_whole) return {};
  return {*trace, *parent, kept};
}

}  // namespace gotrue
