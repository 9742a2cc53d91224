#include "adapter/telemetry/go_time_layout.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace gotrue {

struct GoTimeLayout::Moment {
  int year;
  unsigned month;
  unsigned day;
  unsigned weekday;
  int hour;
  int minute;
  int second;
  int microsecond;
};

namespace {

constexpr std::array<std::string_view, 12> kMonths = {"January", "February", "March",     "April",   "May",      "June",
                                                      "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};

using Moment = GoTimeLayout::Moment;

Moment split(Time time) {
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(days);
  const std::chrono::hh_mm_ss clock(time - days);
  return {int(date.year()),
          unsigned(date.month()),
          unsigned(date.day()),
          std::chrono::weekday(days).c_encoding(),
          int(clock.hours().count()),
          int(clock.minutes().count()),
          int(clock.seconds().count()),
          int(clock.subseconds().count())};
}

void append_number(std::string& out, int number, std::size_t width, char fill) {
  std::array<char, 12> digits;
  const auto* const end = std::to_chars(digits.begin(), digits.end(), number).ptr;
  const auto size = static_cast<std::size_t>(end - digits.begin());
  if (size < width) out.append(width - size, fill);
  out.append(digits.begin(), size);
}

int hour_of_half_day(int hour) { return hour % 12 == 0 ? 12 : hour % 12; }

using Writer = void (*)(std::string&, const Moment&, std::string_view);
struct Element {
  std::string_view text;
  Writer write;
};

// Longer elements come before their beginnings.
constexpr std::array kElements = {
    Element{"January", [](std::string& out, const Moment& m, std::string_view) { out += kMonths[m.month - 1]; }},
    Element{"Jan", [](std::string& out, const Moment& m, std::string_view) { out += kMonths[m.month - 1].substr(0, 3); }},
    Element{"Monday", [](std::string& out, const Moment& m, std::string_view) { out += kDays[m.weekday]; }},
    Element{"Mon", [](std::string& out, const Moment& m, std::string_view) { out += kDays[m.weekday].substr(0, 3); }},
    Element{"MST", [](std::string& out, const Moment&, std::string_view) { out += "UTC"; }},
    Element{"2006", [](std::string& out, const Moment& m, std::string_view) { append_number(out, m.year, 4, '0'); }},
    Element{"01", [](std::string& out, const Moment& m, std::string_view) { append_number(out, int(m.month), 2, '0'); }},
    Element{"02", [](std::string& out, const Moment& m, std::string_view) { append_number(out, int(m.day), 2, '0'); }},
    Element{"03", [](std::string& out, const Moment& m, std::string_view) { append_number(out, hour_of_half_day(m.hour), 2, '0'); }},
    Element{"04", [](std::string& out, const Moment& m, std::string_view) { append_number(out, m.minute, 2, '0'); }},
    Element{"05", [](std::string& out, const Moment& m, std::string_view) { append_number(out, m.second, 2, '0'); }},
    Element{"06", [](std::string& out, const Moment& m, std::string_view) { append_number(out, m.year % 100, 2, '0'); }},
    Element{"15", [](std::string& out, const Moment& m, std::string_view) { append_number(out, m.hour, 2, '0'); }},
    Element{"_2006", [](std::string& out, const Moment& m, std::string_view) { append_number(out += '_', m.year, 4, '0'); }},
    Element{"_2", [](std::string& out, const Moment& m, std::string_view) { append_number(out, int(m.day), 2, ' '); }},
    Element{"Z07:00", [](std::string& out, const Moment&, std::string_view) { out += 'Z'; }},
    Element{"Z0700", [](std::string& out, const Moment&, std::string_view) { out += 'Z'; }},
    Element{"-07:00", [](std::string& out, const Moment&, std::string_view) { out += "+00:00"; }},
    Element{"-0700", [](std::string& out, const Moment&, std::string_view) { out += "+0000"; }},
    Element{"-07", [](std::string& out, const Moment&, std::string_view) { out += "+00"; }},
    Element{"PM", [](std::string& out, const Moment& m, std::string_view) { out += m.hour >= 12 ? "PM" : "AM"; }},
    Element{"pm", [](std::string& out, const Moment& m, std::string_view) { out += m.hour >= 12 ? "pm" : "am"; }},
    Element{"1", [](std::string& out, const Moment& m, std::string_view) { append_number(out, int(m.month), 1, '0'); }},
    Element{"2", [](std::string& out, const Moment& m, std::string_view) { append_number(out, int(m.day), 1, '0'); }},
    Element{"3", [](std::string& out, const Moment& m, std::string_view) { append_number(out, hour_of_half_day(m.hour), 1, '0'); }},
    Element{"4", [](std::string& out, const Moment& m, std::string_view) { append_number(out, m.minute, 1, '0'); }},
    Element{"5", [](std::string& out, const Moment& m, std::string_view) { append_number(out, m.second, 1, '0'); }},
};

void append_literal(std::string& out, const Moment&, std::string_view text) { out += text; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The length of a fraction (".000", ",999") at the front of `layout`, or 0.
std::size_t fraction_length(std::string_view layout) {
  if (layout.size() < 2 || (layout[0] != '.' && layout[0] != ',') || (layout[1] != '0' && layout[1] != '9')) return 0;
  const auto end = std::min(layout.find_first_not_of(layout[1], 1), layout.size());
  return end < layout.size() && is_digit(layout[end]) ? 0 : end;
}

void append_fraction(std::string& out, const Moment& moment, std::string_view element) {
  std::string digits;
  append_number(digits, moment.microsecond, 6, '0');
  digits.resize(element.size() - 1, '0');
  if (element[1] == '9') {
    digits.resize(digits.find_last_not_of('0') + 1);
    if (digits.empty()) return;
  }
  out += element[0];
  out += digits;
}

}  // namespace

GoTimeLayout::GoTimeLayout(std::string_view layout) {
  while (!layout.empty()) {
    std::size_t size = fraction_length(layout);
    Writer write = append_fraction;
    has_fraction_ = has_fraction_ || size > 0;
    if (size == 0) {
      const auto* found = std::find_if(kElements.begin(), kElements.end(),
                                       [&](const Element& element) { return layout.starts_with(element.text); });
      const bool is_known = found != kElements.end();
      size = is_known ? found->text.size() : 1;
      write = is_known ? found->write : append_literal;
    }
    pieces_.push_back({write, std::string(layout.substr(0, size))});
    layout.remove_prefix(size);
  }
}

void GoTimeLayout::append(std::string& out, Time time) const {
  const Moment moment = split(time);
  for (const Piece& piece : pieces_) piece.write(out, moment, piece.text);
}

}  // namespace gotrue
