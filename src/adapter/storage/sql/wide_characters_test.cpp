#include "adapter/storage/sql/wide_characters.hpp"

#include <gtest/gtest.h>

namespace gotrue::sql {
namespace {

TEST(WideCharacters, BecomeTwoEscapesAndNothingElseChanges) {
  EXPECT_EQ(escape_wide_characters("{\"a\":\"\xF0\x9F\x98\x80 \xC3\xA4 \xE2\x82\xAC\"}"),
            "{\"a\":\"\\ud83d\\ude00 \xC3\xA4 \xE2\x82\xAC\"}");
  EXPECT_EQ(escape_wide_characters("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"), "\\ud800\\udc00\\udbff\\udfff");
  EXPECT_EQ(escape_wide_characters(""), "");
}

TEST(WideCharacters, AreNotReadBeyondTheEnd) {
  EXPECT_EQ(escape_wide_characters("\xF0\x9F\x98"), "\xF0\x9F\x98");
  EXPECT_EQ(escape_wide_characters("a\xF0"), "a\xF0");
}

}  // namespace
}  // namespace gotrue::sql
