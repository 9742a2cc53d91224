#include "adapter/saml/idp_metadata.hpp"

namespace gotrue::saml {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kLongest = 100 * 365 * kDay;

// How many seconds a designator stands for; 0 when it is none here.
std::int64_t unit_of(char designator, bool is_time) {
  switch (designator) {
    case 'Y': return is_time ? 0 : 365 * kDay;
    case 'M': return is_time ? 60 : 30 * kDay;
    case 'D': return is_time ? 0 : kDay;
    case 'H': return is_time ? 3'600 : 0;
    case 'S': return is_time ? 1 : 0;
    default: return 0;
  }
}

// Reads digits and, for seconds, a fraction, which is cut.
std::optional<std::int64_t> take_number(std::string_view& text) {
  std::int64_t number = 0;
  std::size_t digits = 0;
  while (digits < text.size() && digits < 10 && text[digits] >= '0' && text[digits] <= '9') {
    number = number * 10 + (text[digits++] - '0');
  }
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  if (!text.starts_with('.')) return number;
  text.remove_prefix(1);
  while (!text.empty() && text[0] >= '0' && text[0] <= '9') text.remove_prefix(1);
  return text.starts_with('S') ? std::optional(number) : std::nullopt;
}

}  // namespace

std::optional<std::chrono::seconds> parse_xml_duration(std::string_view text) {
  if (!text.starts_with('P') || text.size() < 3) return std::nullopt;
  text.remove_prefix(1);
  std::int64_t total = 0;
  bool is_time = false;
  while (!text.empty()) {
    if (!is_time && text[0] == 'T') {
      is_time = true;
      text.remove_prefix(1);
      if (text.empty()) return std::nullopt;
    }
    const auto number = take_number(text);
    const std::int64_t unit = number && !text.empty() ? unit_of(text[0], is_time) : 0;
    if (unit == 0) return std::nullopt;
    text.remove_prefix(1);
    total = *number > (kLongest - total) / unit ? kLongest : total + *number * unit;
  }
  return std::chrono::seconds(total);
}

}  // namespace gotrue::saml
