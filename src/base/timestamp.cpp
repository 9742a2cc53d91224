#include "base/timestamp.hpp"

#include <charconv>

namespace gotrue {
namespace {

using namespace std::chrono;

void write_padded(char* out, unsigned value, int width) {
  for (int i = width - 1; i >= 0; --i, value /= 10) out[i] = static_cast<char>('0' + value % 10);
}

void append_seconds(std::string& out, Time time) {
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(floor<seconds>(time - day));
  char text[] = "YYYY-MM-DDThh:mm:ss";
  write_padded(text, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  write_padded(text + 5, static_cast<unsigned>(date.month()), 2);
  write_padded(text + 8, static_cast<unsigned>(date.day()), 2);
  write_padded(text + 11, static_cast<unsigned>(clock.hours().count()), 2);
  write_padded(text + 14, static_cast<unsigned>(clock.minutes().count()), 2);
  write_padded(text + 17, static_cast<unsigned>(clock.seconds().count()), 2);
  out.append(text, sizeof text - 1);
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool number(std::size_t width, int& value) {
    if (text_.size() < width) return false;
    for (std::size_t i = 0; i < width; ++i) {
      if (text_[i] < '0' || text_[i] > '9') return false;
    }
    std::from_chars(text_.data(), text_.data() + width, value);
    text_.remove_prefix(width);
    return true;
  }
  bool one_of(std::string_view characters, char& found) {
    if (text_.empty() || characters.find(text_.front()) == std::string_view::npos) return false;
    found = text_.front();
    text_.remove_prefix(1);
    return true;
  }
  bool one_of(std::string_view characters) {
    char ignored;
    return one_of(characters, ignored);
  }
  bool fraction(microseconds& out) {
    std::int64_t unit = 100'000;
    bool has_digit = false;
    for (; !text_.empty() && text_.front() >= '0' && text_.front() <= '9'; text_.remove_prefix(1), unit /= 10) {
      out += microseconds(unit * (text_.front() - '0'));
      has_digit = true;
    }
    return has_digit;
  }
  bool at_end() const { return text_.empty(); }

 private:
  std::string_view text_;
};

bool read_offset(Reader& reader, minutes& offset) {
  char sign;
  if (!reader.one_of("Zz+-", sign)) return false;
  if (sign == 'Z' || sign == 'z') return true;
  int offset_hours = 0;
  int offset_minutes = 0;
  if (!reader.number(2, offset_hours) || !reader.one_of(":") || !reader.number(2, offset_minutes)) return false;
  if (offset_hours > 23 || offset_minutes > 59) return false;
  offset = hours(offset_hours) + minutes(offset_minutes);
  if (sign == '-') offset = -offset;
  return true;
}

}  // namespace

void append_rfc3339(std::string& out, Time time) {
  append_seconds(out, time);
  auto fraction = static_cast<unsigned>((time - floor<seconds>(time)).count());
  if (fraction != 0) {
    int width = 6;
    for (; fraction % 10 == 0; fraction /= 10) --width;
    char text[] = ".ffffff";
    write_padded(text + 1, fraction, width);
    out.append(text, static_cast<std::size_t>(width) + 1);
  }
  out += 'Z';
}

std::string format_rfc3339(Time time) {
  std::string out;
  out.reserve(27);
  append_rfc3339(out, time);
  return out;
}

std::string format_rfc3339_seconds(Time time) { return format_rfc3339(floor<seconds>(time)); }

std::optional<Time> parse_rfc3339(std::string_view text) {
  Reader reader(text);
  int y = 0, mon = 0, d = 0, h = 0, min = 0, s = 0;
  if (!reader.number(4, y) || !reader.one_of("-") || !reader.number(2, mon) || !reader.one_of("-") ||
      !reader.number(2, d) || !reader.one_of("Tt ") || !reader.number(2, h) || !reader.one_of(":") ||
      !reader.number(2, min) || !reader.one_of(":") || !reader.number(2, s)) {
    return std::nullopt;
  }
  microseconds fraction{0};
  if (reader.one_of(".") && !reader.fraction(fraction)) return std::nullopt;
  minutes offset{0};
  if (!read_offset(reader, offset) || !reader.at_end()) return std::nullopt;
  const year_month_day date(year(y), month(static_cast<unsigned>(mon)), day(static_cast<unsigned>(d)));
  if (!date.ok() || h > 23 || min > 59 || s > 60) return std::nullopt;
  return Time(sys_days(date).time_since_epoch() + hours(h) + minutes(min) + seconds(s) + fraction - offset);
}

}  // namespace gotrue
