#include "core/model/metadata.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

json::Object object(std::string_view text) { return *json::parse(text)->as_object(); }

TEST(Metadata, IsAnObjectWhateverIsStored) {
  for (const char* stored : {"", "null", "[]", "5", "\"x\"", "  ", "{"}) {
    EXPECT_EQ(Metadata::from_stored(stored).text(), "{}") << stored;
  }
}

TEST(Metadata, KeepsAStoredObjectByteByByte) {
  EXPECT_EQ(Metadata::from_stored(R"({"b": 1,  "a": 12345678901234567890})").text(),
            R"({"b": 1,  "a": 12345678901234567890})");
}

TEST(Metadata, MergesAtTheTopLevelAlone) {
  Metadata metadata(object(R"({"a":{"x":1},"b":2,"c":3})"));
  metadata.merge(object(R"({"a":{"y":2},"b":null,"d":4})"));
  EXPECT_EQ(metadata.text(), R"({"a":{"y":2},"c":3,"d":4})");
}

TEST(Metadata, MergesKeysBeforeBetweenAndBehindItsOwn) {
  Metadata metadata(object(R"({"b":1,"d":2,"f":3})"));
  metadata.merge(object(R"({"a":9,"c":9,"d":null,"e":null,"f":4,"g":9})"));
  EXPECT_EQ(metadata.text(), R"({"a":9,"b":1,"c":9,"f":4,"g":9})");
}

TEST(Metadata, KeepsIntegersBeyond53Bits) {
  Metadata metadata(object(R"({"n":9007199254740993})"));
  metadata.merge(object(R"({"m":1})"));
  EXPECT_EQ(metadata.text(), R"({"m":1,"n":9007199254740993})");
}

TEST(Metadata, FindsAStringAndNothingElse) {
  const Metadata metadata(object(R"({"full_name":"Ann","n":1})"));
  EXPECT_EQ(metadata.find_string("full_name"), "Ann");
  EXPECT_EQ(metadata.find_string("n"), "");
  EXPECT_EQ(metadata.find_string("absent"), "");
}

}  // namespace
}  // namespace gotrue
