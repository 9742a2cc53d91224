#include "http/response_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace gotrue::http {
namespace {

constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void append_number(std::string& out, std::size_t value) {
  std::array<char, 20> digits;
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), result.ptr);
}

void append_two_digits(std::string& out, unsigned value) {
  out += static_cast<char>('0' + value / 10);
  out += static_cast<char>('0' + value % 10);
}

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; }

void append_clean(std::string& out, std::string_view text) {
  if (std::none_of(text.begin(), text.end(), is_control)) {
    out += text;
    return;
  }
  for (const char c : text) {
    if (!is_control(c)) out += c;
  }
}

bool has_no_body(int status) { return status < 200 || status == 204 || status == 304; }

void append_status_line(std::string& out, int status) {
  if (status == 200) {
    out += "HTTP/1.1 200 OK\r\n";
    return;
  }
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::size_t>(status));
  out += ' ';
  out += reason_phrase(status);
  out += "\r\n";
}

}  // namespace

void append_response(std::string& out, const HttpResponse& response, const AnswerForm& form) {
  append_status_line(out, response.status);
  for (const auto& [name, value] : response.fields) {
    append_clean(out, name);
    out += ": ";
    append_clean(out, value);
    out += "\r\n";
  }
  out += "Date: ";
  out += form.date;
  if (!has_no_body(response.status)) {
    out += "\r\nContent-Length: ";
    append_number(out, response.body.size());
  }
  if (!form.keeps_alive) {
    out += "\r\nConnection: close";
  } else if (form.is_for_http_1_0) {
    out += "\r\nConnection: keep-alive";
  }
  out += "\r\n\r\n";
  if (!form.is_for_head && !has_no_body(response.status)) out += response.body;
}

std::string_view DateText::at(Time now) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  if (second == second_) return text_;
  second_ = second;
  const auto day = std::chrono::floor<std::chrono::days>(second);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(second - day);
  text_.assign(kDays[std::chrono::weekday(day).c_encoding()]);
  text_ += ", ";
  append_two_digits(text_, static_cast<unsigned>(date.day()));
  text_ += ' ';
  text_ += kMonths[static_cast<unsigned>(date.month()) - 1];
  text_ += ' ';
  append_number(text_, static_cast<std::size_t>(static_cast<int>(date.year())));
  text_ += ' ';
  append_two_digits(text_, static_cast<unsigned>(time.hours().count()));
  text_ += ':';
  append_two_digits(text_, static_cast<unsigned>(time.minutes().count()));
  text_ += ':';
  append_two_digits(text_, static_cast<unsigned>(time.seconds().count()));
  text_ += " GMT";
  return text_;
}

}  // namespace gotrue::http
