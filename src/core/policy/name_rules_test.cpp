#include "core/policy/name_rules.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

std::string refusal(const std::string& aud, const std::string& role) {
  User user;
  user.aud = aud;
  user.role = role;
  const Status status = check_names(user);
  return status ? "" : status.error().detail;
}

TEST(NameRules, TakeWhatEveryDatabaseHolds) {
  EXPECT_EQ(refusal("", ""), "");
  EXPECT_EQ(refusal(std::string(255, 'a'), "r\xC3\xB4le"), "");
}

// The command line gives bytes as they are.
TEST(NameRules, RefuseTheRest) {
  EXPECT_EQ(refusal(std::string(256, 'a'), ""), "aud must not be longer than 255 bytes");
  EXPECT_EQ(refusal("", std::string("a\0b", 3)), "role must not contain a NUL character");
  EXPECT_EQ(refusal("a\xFF", ""), "aud must be UTF-8");
}

}  // namespace
}  // namespace gotrue
