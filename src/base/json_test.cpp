#include "base/bounded_json.hpp"

#include <gtest/gtest.h>

namespace gotrue::json {
namespace {

struct CanonicalCase {
  std::string_view sent;
  std::string_view kept;
};
class Canonical : public testing::TestWithParam<CanonicalCase> {};

TEST_P(Canonical, TextIsWhatIsKept) {
  const auto value = parse(GetParam().sent);
  ASSERT_TRUE(value) << value.error().message;
  EXPECT_EQ(to_text(*value), GetParam().kept);
  EXPECT_EQ(to_text(*parse(to_text(*value))), GetParam().kept) << "idempotent";
}

INSTANTIATE_TEST_SUITE_P(
    Table, Canonical,
    testing::Values(CanonicalCase{" {\"b\" : 1 , \"a\" : [ 1 , 2.50, -0 ] } ", R"({"a":[1,2.50,-0],"b":1})"},
                    CanonicalCase{R"({"a":1,"a":2})", R"({"a":2})"},
                    CanonicalCase{R"({"x":{"a":1,"\u0061":2}})", R"({"x":{"a":2}})"},
                    CanonicalCase{"12345678901234567890123", "12345678901234567890123"},
                    CanonicalCase{"1e5", "1e5"},
                    CanonicalCase{R"("<b>&\u2028\/\n\u0001")", "\"\\u003cb\\u003e\\u0026\\u2028/\\n\\u0001\""},
                    CanonicalCase{R"("Zo\u00eb \ud83d\ude00")", "\"Zoë 😀\""},
                    CanonicalCase{R"("\u0000")", "\"\\u0000\""}, CanonicalCase{"[]", "[]"}, CanonicalCase{"{}", "{}"},
                    CanonicalCase{"null", "null"}, CanonicalCase{"[true,false]", "[true,false]"}));

struct BadCase {
  std::string_view text;
  std::string_view message;
};
class Bad : public testing::TestWithParam<BadCase> {};

TEST_P(Bad, TextIsRefusedWithAReason) {
  const auto value = parse(GetParam().text);
  ASSERT_FALSE(value) << GetParam().text;
  EXPECT_EQ(value.error().message, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Bad,
    testing::Values(BadCase{"", "EOF"}, BadCase{"  ", "EOF"}, BadCase{"{", "unexpected EOF"},
                    BadCase{"[1,", "unexpected EOF"}, BadCase{"\"a", "unexpected EOF"}, BadCase{"tru", "unexpected EOF"},
                    BadCase{"\"\\u12", "unexpected EOF"},
                    BadCase{"email=x", "invalid character 'e' looking for beginning of value"},
                    BadCase{"{} x", "invalid character 'x' after top-level value"},
                    BadCase{"{}{}", "invalid character '{' after top-level value"},
                    BadCase{"{a:1}", "invalid character 'a' looking for beginning of object key string"},
                    BadCase{"{\"a\" 1}", "invalid character '1' after object key"},
                    BadCase{"{\"a\":1,}", "invalid character '}' looking for beginning of object key string"},
                    BadCase{"[1 2]", "invalid character '2' after array element"},
                    BadCase{"[1,]", "invalid character ']' looking for beginning of value"},
                    BadCase{"01", "invalid character '1' after top-level value"},
                    BadCase{"-", "unexpected EOF"}, BadCase{"1.", "unexpected EOF"}, BadCase{"1e", "unexpected EOF"},
                    BadCase{"+1", "invalid character '+' looking for beginning of value"},
                    BadCase{"1e999", "number out of range"}, BadCase{"\"\n\"", "invalid character '\\x0a' in string literal"},
                    BadCase{"\"\\x\"", "invalid character 'x' in string escape code"},
                    BadCase{"\"\\ud800\"", "lone surrogate in string literal"},
                    BadCase{"\"\\udc00\"", "lone surrogate in string literal"},
                    BadCase{"\"\xff\"", "invalid UTF-8 in string literal"},
                    BadCase{"\"\xc0\xaf\"", "invalid UTF-8 in string literal"},
                    BadCase{"\"\xed\xa0\x80\"", "invalid UTF-8 in string literal"},
                    BadCase{std::string_view("{}\0", 3), "invalid character '\\x00' after top-level value"}));

TEST(Json, BoundsTheDepth) {
  const std::string deep(200'000, '[');
  EXPECT_EQ(parse(deep).error().message, "exceeded max depth");
  EXPECT_TRUE(parse(std::string(100, '[') + std::string(100, ']')));
}

TEST(Json, OfAStrangerHoldsABoundedNumberOfValues) {
  const auto list = [](std::size_t values) {
    std::string text = "[";
    for (std::size_t i = 0; i < values; ++i) text += i == 0 ? "0" : ",0";
    return text + "]";
  };
  EXPECT_TRUE(parse_bounded(list(kMaxValues - 1)));
  ASSERT_FALSE(parse_bounded(list(kMaxValues)));
  EXPECT_EQ(parse_bounded(list(kMaxValues)).error().message, "too many values");
  EXPECT_TRUE(parse(list(kMaxValues)));
}

TEST(Json, RefusesDuplicateKeysAtAnyDepthWhereTheyMustBeUnique) {
  EXPECT_FALSE(parse_unique_keys(R"({"a":1,"a":1})"));
  EXPECT_FALSE(parse_unique_keys(R"({"x":[{"a":1,"\u0061":1}]})"));
  EXPECT_TRUE(parse_unique_keys(R"({"a":{"a":1},"b":{"a":1}})"));
}

TEST(Json, ReadsAHundredThousandKeys) {
  std::string text = "{";
  for (int i = 0; i < 100'000; ++i) text += (i ? ",\"" : "\"") + std::to_string(i % 50'000) + "\":" + std::to_string(i);
  const auto value = parse(text + "}");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->as_object()->size(), 50'000u);
  EXPECT_EQ(value->as_object()->find("7")->as_int64(), 50'007);
}

TEST(Json, ReplacesInvalidUtf8WhenItWrites) {
  std::string out;
  append_string(out, "a\xff" "b");
  EXPECT_EQ(out, "\"a\xef\xbf\xbd" "b\"");
}

TEST(Json, KeepsItsKeysSortedWhenTheyChange) {
  Object object;
  object.set("b", std::int64_t{1});
  object.set("a", "x");
  object.set("b", true);
  EXPECT_EQ(to_text(object), R"({"a":"x","b":true})");
  EXPECT_TRUE(object.remove("a"));
  EXPECT_FALSE(object.remove("a"));
}

}  // namespace
}  // namespace gotrue::json
