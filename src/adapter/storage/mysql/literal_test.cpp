#include "adapter/storage/mysql/literal.hpp"

#include <gtest/gtest.h>

#include "adapter/storage/mysql/wire_time.hpp"

namespace gotrue::mysql {
namespace {

std::string characters(std::string_view value) {
  std::string text;
  append_characters(text, value);
  return text;
}

TEST(MysqlLiteral, ShowsNoCharacterOfAText) {
  EXPECT_EQ(characters("a'; DROP"), "_utf8mb4 x'61273b2044524f50'");
  EXPECT_EQ(characters(""), "_utf8mb4 x''");
  EXPECT_EQ(characters(std::string_view("\0\xff\\", 3)), "_utf8mb4 x'00ff5c'");
}

TEST(MysqlLiteral, WritesNumbersAndTimesInDigits) {
  std::string text;
  append_number(text, INT64_MIN);
  text += ' ';
  append_time(text, to_wire(Time(std::chrono::microseconds(1'700'000'000'000'123))));
  EXPECT_EQ(text, "-9223372036854775808 '2023-11-14 22:13:20.000123'");
}

TEST(MysqlLiteral, QuotesAStatement) {
  std::string text;
  append_quoted(text, R"(SELECT 'it''s' \)");
  EXPECT_EQ(text, R"('SELECT ''it''''s'' \\')");
}

}  // namespace
}  // namespace gotrue::mysql
