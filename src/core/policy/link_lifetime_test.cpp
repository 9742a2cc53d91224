#include "core/policy/link_lifetime.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

using namespace std::chrono_literals;
const Time kNow{1'700'000'000s};
const MailerSettings kDefaults;

TEST(LinkLifetime, EndsAConfirmationAfterADay) {
  User user;
  user.confirmation_sent_at = kNow - 24h + 1s;
  EXPECT_FALSE(is_confirmation_expired(user, kDefaults, kNow));
  user.confirmation_sent_at = kNow - 24h;
  EXPECT_TRUE(is_confirmation_expired(user, kDefaults, kNow));
}

TEST(LinkLifetime, EndsAnInvitationAfterAWeek) {
  User user;
  user.invited_at = kNow - 24h * 7 + 1s;
  EXPECT_FALSE(is_confirmation_expired(user, kDefaults, kNow));
  user.invited_at = kNow - 24h * 7;
  EXPECT_TRUE(is_confirmation_expired(user, kDefaults, kNow));
}

TEST(LinkLifetime, CountsFromTheConfirmationMailThatFollowedAnInvitation) {
  User user;
  user.invited_at = kNow - 24h * 8;
  user.confirmation_sent_at = kNow - 1h;
  EXPECT_FALSE(is_invitation_pending(user));
  EXPECT_FALSE(is_confirmation_expired(user, kDefaults, kNow));
}

TEST(LinkLifetime, DoesNotEndALinkWhoseMomentIsUnknown) {
  EXPECT_FALSE(is_confirmation_expired(User{}, kDefaults, kNow));
  EXPECT_FALSE(is_recovery_expired(User{}, kDefaults, kNow));
  EXPECT_FALSE(is_email_change_expired(User{}, kDefaults, kNow));
}

}  // namespace
}  // namespace gotrue
