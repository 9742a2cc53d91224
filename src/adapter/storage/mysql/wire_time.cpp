#include "adapter/storage/mysql/wire_time.hpp"

#include <charconv>

namespace gotrue::mysql {
namespace {

// Takes digits off the front, and one character behind them.
unsigned long take_number(std::string_view& text) {
  unsigned long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return 0;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (!text.empty()) text.remove_prefix(1);
  return number;
}

unsigned long parse_fraction(std::string_view digits) {
  unsigned long microseconds = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    const bool is_digit = i < digits.size() && digits[i] >= '0' && digits[i] <= '9';
    microseconds = microseconds * 10 + (is_digit ? static_cast<unsigned long>(digits[i] - '0') : 0);
  }
  return microseconds;
}

}  // namespace

MYSQL_TIME to_wire(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  MYSQL_TIME wire{};
  wire.year = static_cast<unsigned>(static_cast<int>(date.year()));
  wire.month = static_cast<unsigned>(date.month());
  wire.day = static_cast<unsigned>(date.day());
  wire.hour = static_cast<unsigned>(clock.hours().count());
  wire.minute = static_cast<unsigned>(clock.minutes().count());
  wire.second = static_cast<unsigned>(clock.seconds().count());
  wire.second_part = static_cast<unsigned long>(clock.subseconds().count());
  wire.time_type = MYSQL_TIMESTAMP_DATETIME;
  return wire;
}

Time from_wire(const MYSQL_TIME& wire) {
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(wire.year)), std::chrono::month(wire.month),
                                         std::chrono::day(wire.day));
  if (!date.ok()) return {};
  return Time(std::chrono::sys_days(date)) + std::chrono::hours(wire.hour) + std::chrono::minutes(wire.minute) +
         std::chrono::seconds(wire.second) + std::chrono::microseconds(wire.second_part);
}

Time parse_wire_text(std::string_view text) {
  MYSQL_TIME wire{};
  for (unsigned* part : {&wire.year, &wire.month, &wire.day, &wire.hour, &wire.minute, &wire.second}) {
    *part = static_cast<unsigned>(take_number(text));
  }
  wire.second_part = parse_fraction(text);
  return from_wire(wire);
}

}  // namespace gotrue::mysql
