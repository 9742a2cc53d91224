#include "adapter/storage/mysql/literal.hpp"

#include <array>
#include <cstdio>

namespace gotrue::mysql {

void append_number(std::string& text, std::int64_t value) { text += std::to_string(value); }

void append_characters(std::string& text, std::string_view value) {
  text += "_utf8mb4 ";
  append_bytes(text, value);
}

void append_bytes(std::string& text, std::string_view value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  text += "x'";
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  text += '\'';
}

void append_time(std::string& text, const MYSQL_TIME& value) {
  std::array<char, 64> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), "'%04u-%02u-%02u %02u:%02u:%02u.%06lu'", value.year,
                                   value.month, value.day, value.hour, value.minute, value.second, value.second_part);
  text.append(buffer.data(), static_cast<std::size_t>(length));
}

void append_quoted(std::string& text, std::string_view sql) {
  text += '\'';
  for (const char c : sql) {
    if (c == '\'' || c == '\\') text += c;
    text += c;
  }
  text += '\'';
}

}  // namespace gotrue::mysql
