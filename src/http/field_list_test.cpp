#include "http/field_list.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gotrue::http {
namespace {

std::vector<std::string> elements_of(std::string_view list) {
  std::vector<std::string> elements;
  std::string_view element;
  while (next_element(list, element)) elements.emplace_back(element);
  return elements;
}

TEST(FieldList, ComparesAsciiWithoutCase) {
  EXPECT_TRUE(equal_without_case("Content-Length", "content-LENGTH"));
  EXPECT_FALSE(equal_without_case("a", "ab"));
  EXPECT_FALSE(equal_without_case("[", "{"));
  EXPECT_FALSE(equal_without_case("\xC4", "\xE4"));
}

TEST(FieldList, CutsAtCommasAndTrims) {
  EXPECT_EQ(elements_of("a, b\t,c d "), (std::vector<std::string>{"a", "b", "c d"}));
}

TEST(FieldList, SkipsEmptyElements) {
  EXPECT_EQ(elements_of(" ,a,, ,b,"), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(elements_of("").empty());
  EXPECT_TRUE(elements_of(" , ").empty());
}

TEST(FieldList, FindsWholeElementsOnly) {
  EXPECT_TRUE(list_contains("keep-alive, Close", "close"));
  EXPECT_FALSE(list_contains("closed, not close", "close"));
  EXPECT_FALSE(list_contains("", "close"));
}

}  // namespace
}  // namespace gotrue::http
