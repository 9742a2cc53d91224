#include "core/policy/repeated_sign_up.hpp"

#include <gtest/gtest.h>

#include "core/policy/metadata_rules.hpp"

namespace gotrue {
namespace {

using namespace std::chrono_literals;
const Time kNow{1'700'000'000s};

User signed_up_user() {
  User user;
  user.origin = UserOrigin::Signup;
  user.app_metadata = password_user_app_metadata();
  user.confirmation_sent_at = kNow - 1h;
  return user;
}

RepeatedSignUp decide(const User& user) { return decide_repeated_sign_up(user, InstanceSettings{}, kNow); }

TEST(RepeatedSignUp, ReplacesWhatAnEarlierSignUpLeft) { EXPECT_EQ(decide(signed_up_user()), RepeatedSignUp::Replace); }

TEST(RepeatedSignUp, LeavesALiveInvitationAlone) {
  User user = signed_up_user();
  user.origin = UserOrigin::Invite;
  user.confirmation_sent_at.reset();
  user.invited_at = kNow - 24h;
  EXPECT_EQ(decide(user), RepeatedSignUp::Nothing);
}

TEST(RepeatedSignUp, SendsALinkOnceTheInvitationIsOver) {
  User user = signed_up_user();
  user.origin = UserOrigin::Invite;
  user.confirmation_sent_at.reset();
  user.invited_at = kNow - 24h * 8;
  EXPECT_EQ(decide(user), RepeatedSignUp::MailOnly);
}

TEST(RepeatedSignUp, NeverChangesARowThatAnAdminMade) {
  User user = signed_up_user();
  user.origin = UserOrigin::Admin;
  EXPECT_EQ(decide(user), RepeatedSignUp::MailOnly);
}

TEST(RepeatedSignUp, NeverChangesARowWithAnotherRole) {
  User user = signed_up_user();
  user.role = "admin";
  EXPECT_EQ(decide(user), RepeatedSignUp::MailOnly);
}

TEST(RepeatedSignUp, NeverChangesARowWithOtherAppMetadata) {
  User user = signed_up_user();
  user.app_metadata = Metadata::from_stored(R"({"provider":"email","roles":["editor"]})");
  EXPECT_EQ(decide(user), RepeatedSignUp::MailOnly);
}

TEST(RepeatedSignUp, ReadsStoredAppMetadataWithoutRegardToWhiteSpace) {
  User user = signed_up_user();
  user.app_metadata = Metadata::from_stored(R"({ "provider" : "email" })");
  EXPECT_EQ(decide(user), RepeatedSignUp::Replace);
}

TEST(RepeatedSignUp, TakesAnAdoptedRowWithoutAMailForTheWorkOfAnAdmin) {
  User user = signed_up_user();
  user.origin = UserOrigin::Unknown;
  EXPECT_EQ(decide(user), RepeatedSignUp::Replace);
  user.confirmation_sent_at.reset();
  EXPECT_EQ(decide(user), RepeatedSignUp::MailOnly);
}

}  // namespace
}  // namespace gotrue
