#include "core/policy/password_rules.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gotrue {
namespace {

TEST(PasswordRules, CountCharactersAndNotBytes) {
  EXPECT_TRUE(check_chosen_password("äöüßéç", 6));
  EXPECT_EQ(check_chosen_password("äöüßé", 6).error().code, ErrorCode::PasswordTooShort);
}

TEST(PasswordRules, NameTheLeastLength) { EXPECT_EQ(check_chosen_password("x", 8).error().detail, "8"); }

TEST(PasswordRules, Refuse73BytesRatherThanCutThem) {
  EXPECT_TRUE(check_password_bytes(std::string(72, 'x')));
  EXPECT_EQ(check_password_bytes(std::string(73, 'x')).error().code, ErrorCode::PasswordTooLong);
}

TEST(PasswordRules, RefuseNul) {
  EXPECT_EQ(check_password_bytes(std::string("abc\0def", 7)).error().code, ErrorCode::PasswordInvalid);
}

TEST(PasswordRules, AskNoLengthOfAnAdmin) { EXPECT_TRUE(check_password_bytes("x")); }

}  // namespace
}  // namespace gotrue
