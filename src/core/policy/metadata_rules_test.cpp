#include "core/policy/metadata_rules.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

// {"a":[[...]]} with that many levels.
std::string nested(int levels) {
  std::string text = R"({"a":)";
  for (int i = 1; i < levels; ++i) text += '[';
  for (int i = 1; i < levels; ++i) text += ']';
  return levels > 1 ? text + '}' : text + "1}";
}

std::string refusal(const std::string& user_metadata, const std::string& app_metadata = "{}") {
  User user;
  user.user_metadata = Metadata::from_stored(user_metadata);
  user.app_metadata = Metadata::from_stored(app_metadata);
  const Status status = check_metadata_size(user);
  return status ? "" : status.error().detail;
}

TEST(MetadataRules, RefuseWhatTheDatabaseCannotNest) {
  EXPECT_EQ(refusal(nested(1)), "");
  EXPECT_EQ(refusal(nested(kMaxMetadataDepth)), "");
  EXPECT_EQ(refusal(nested(kMaxMetadataDepth + 1)), "be nested deeper than 31 levels");
  EXPECT_EQ(refusal("{}", nested(kMaxMetadataDepth + 1)), "be nested deeper than 31 levels");
}

TEST(MetadataRules, CountNoBracketsOfTexts) {
  EXPECT_EQ(refusal(R"({"a":")" + std::string(100, '[') + R"(\"\\","b":[{}],"c":[]})"), "");
  EXPECT_EQ(refusal(R"({"a":"]]]]\\","b":)" + nested(kMaxMetadataDepth) + "}"), "be nested deeper than 31 levels");
}

TEST(MetadataRules, CountBothTogether) {
  const std::string half = R"({"a":")" + std::string(16 * 1024, 'x') + R"("})";
  EXPECT_EQ(refusal(half), "");
  EXPECT_EQ(refusal(half, half), "be larger than 32 KiB");
}

}  // namespace
}  // namespace gotrue
