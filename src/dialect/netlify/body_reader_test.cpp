#include "dialect/netlify/body_reader.hpp"

#include <gtest/gtest.h>

namespace gotrue::netlify {
namespace {

BodyReader body(std::string_view text) { return *BodyReader::read(text, "P: "); }

TEST(BodyReader, TellsAnEmptyBodyFromACutOne) {
  EXPECT_EQ(BodyReader::read("", "P: ").error().detail, "P: EOF");
  EXPECT_EQ(BodyReader::read("{", "P: ").error().detail, "P: unexpected EOF");
}

TEST(BodyReader, RefusesWhatIsNoObject) {
  for (const char* text : {"[]", "1", "\"x\"", "true"}) EXPECT_FALSE(BodyReader::read(text, "P: ")) << text;
}

TEST(BodyReader, TakesNullForAnEmptyObject) { EXPECT_EQ(body("null").text("email"), ""); }

TEST(BodyReader, TakesANullFieldForAnAbsentOne) {
  const BodyReader reader = body(R"({"a":null})");
  EXPECT_EQ(reader.text("a"), "");
  EXPECT_EQ(reader.boolean("a"), false);
  EXPECT_EQ(reader.object("a")->has_value(), false);
  EXPECT_EQ(reader.optional_text("a")->has_value(), false);
}

TEST(BodyReader, MatchesNamesExactly) { EXPECT_EQ(body(R"({"Email":"x"})").text("email"), ""); }

TEST(BodyReader, RefusesAValueOfAnotherType) {
  const BodyReader reader = body(R"({"n":5,"s":"x","a":[]})");
  EXPECT_EQ(reader.text("n").error().code, ErrorCode::InvalidInput);
  EXPECT_EQ(reader.boolean("s").error().code, ErrorCode::InvalidInput);
  EXPECT_EQ(reader.object("a").error().detail, "P: json: cannot unmarshal array into field a of type object");
}

}  // namespace
}  // namespace gotrue::netlify
