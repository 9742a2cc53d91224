#include "base/duration.hpp"

#include <array>
#include <cmath>
#include <cstdint>

namespace gotrue {
namespace {

struct Unit {
  std::string_view name;
  double microseconds;
};
constexpr std::array kUnits = {
    Unit{"ns", 1e-3}, Unit{"us", 1.0},  Unit{"\u00b5s", 1.0}, Unit{"\u03bcs", 1.0},
    Unit{"ms", 1e3},  Unit{"s", 1e6},   Unit{"m", 60e6},      Unit{"h", 3600e6},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads "12", "1.5", ".5" off the front.
std::optional<double> take_number(std::string_view& text) {
  double value = 0;
  double scale = 1;
  bool has_digit = false;
  bool has_point = false;
  std::size_t i = 0;
  for (; i < text.size() && (is_digit(text[i]) || (text[i] == '.' && !has_point)); ++i) {
    if (text[i] == '.') {
      has_point = true;
      continue;
    }
    has_digit = true;
    if (has_point) scale /= 10;
    value = has_point ? value + scale * (text[i] - '0') : value * 10 + (text[i] - '0');
  }
  if (!has_digit) return std::nullopt;
  text.remove_prefix(i);
  return value;
}

const Unit* take_unit(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && !is_digit(text[length]) && text[length] != '.') ++length;
  for (const Unit& unit : kUnits) {
    if (text.substr(0, length) == unit.name) {
      text.remove_prefix(length);
      return &unit;
    }
  }
  return nullptr;
}

}  // namespace

std::optional<std::chrono::microseconds> parse_go_duration(std::string_view text) {
  constexpr double kMost = 9.2e18;
  const bool is_negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  if (text == "0") return std::chrono::microseconds(0);
  if (text.empty()) return std::nullopt;
  double total = 0;
  while (!text.empty()) {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    const Unit* unit = take_unit(text);
    if (!unit) return std::nullopt;
    total += *number * unit->microseconds;
    if (total > kMost) return std::nullopt;
  }
  const auto count = static_cast<std::int64_t>(std::floor(total + 1e-6));
  return std::chrono::microseconds(is_negative ? -count : count);
}

}  // namespace gotrue
