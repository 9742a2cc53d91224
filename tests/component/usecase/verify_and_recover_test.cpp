#include "account_fixture.hpp"

namespace gotrue {
namespace {

class Verify : public AccountFixture {};
class RecoverAccount : public AccountFixture {};
class InviteUser : public AccountFixture {};

ErrorCode code_of(const auto& result) { return result ? ErrorCode::Internal : result.error().code; }

TEST_F(Verify, TakesATokenOnce) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "secret-pw"));
  const std::string token = mailed_token();
  ASSERT_TRUE(verify_token("signup", token));
  EXPECT_EQ(code_of(verify_token("signup", token)), ErrorCode::UserNotFound);
}

TEST_F(Verify, TakesATokenForItsOwnPurposeAlone) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "secret-pw"));
  EXPECT_EQ(code_of(verify_token("recovery", mailed_token())), ErrorCode::UserNotFound);
}

TEST_F(Verify, EndsALinkAfterADay) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "secret-pw"));
  const std::string token = mailed_token();
  clock.advance(24h);
  EXPECT_EQ(code_of(verify_token("signup", token)), ErrorCode::ConfirmationTokenExpired);
}

TEST_F(Verify, DoesNotLetASignedUpUserChangeThePassword) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "secret-pw"));
  ASSERT_TRUE(verify_token("signup", mailed_token(), "changed-pw"));
  EXPECT_TRUE(log_in("ann@example.com", "secret-pw"));
}

TEST_F(RecoverAccount, SignsInByTheLink) {
  confirmed_user("ann@example.com", "secret-pw");
  ASSERT_TRUE(recover_account(services, context(), "ANN@example.com"));
  ASSERT_TRUE(verify_token("recovery", mailed_token()));
  EXPECT_TRUE(log_in("ann@example.com", "secret-pw")) << "the old password still works";
}

// security.md 5.
TEST_F(RecoverAccount, AnswersAndLimitsAlikeForKnownAndUnknownAddresses) {
  confirmed_user("ann@example.com", "secret-pw");
  for (const char* email : {"ann@example.com", "nobody@example.com"}) {
    EXPECT_TRUE(recover_account(services, context(), email)) << email;
    EXPECT_EQ(code_of(recover_account(services, context(), email)), ErrorCode::MailFrequencyExceeded) << email;
  }
  clock.advance(15min + 1s);
  for (const char* email : {"ann@example.com", "nobody@example.com"}) {
    EXPECT_TRUE(recover_account(services, context(), email)) << email;
  }
}

TEST_F(RecoverAccount, SaysWhenToComeBack) {
  confirmed_user("ann@example.com", "secret-pw");
  ASSERT_TRUE(recover_account(services, context(), "ann@example.com"));
  clock.advance(5min);
  EXPECT_EQ(recover_account(services, context(), "ann@example.com").error().retry_after, 10min + 1s);
}

TEST_F(RecoverAccount, OfAnUnconfirmedUserWipesThePasswordOfTheFirstRegistrant) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "attacker-pw"));
  take_mails();
  ASSERT_TRUE(recover_account(services, context(), "ann@example.com"));
  ASSERT_TRUE(verify_token("recovery", mailed_token()));
  EXPECT_TRUE(stored("ann@example.com").is_confirmed());
  EXPECT_EQ(code_of(log_in("ann@example.com", "attacker-pw")), ErrorCode::InvalidCredentials);
}

TEST_F(InviteUser, AsksForAPassword) {
  ASSERT_TRUE(invite("ann@example.com"));
  const std::string token = mailed_token();
  EXPECT_EQ(code_of(verify_token("signup", token)), ErrorCode::InvitePasswordMissing);
  EXPECT_EQ(code_of(verify_token("signup", token, "short")), ErrorCode::PasswordTooShort);
  ASSERT_TRUE(verify_token("signup", token, "owner-pw"));
  EXPECT_TRUE(log_in("ann@example.com", "owner-pw"));
}

TEST_F(InviteUser, WipesWhatTheFirstRegistrantLeft) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "attacker-pw", R"({"by":"attacker"})"));
  const std::string confirmation = mailed_token();
  ASSERT_TRUE(invite("ann@example.com", R"({"team":"red"})"));
  const std::string invitation = mailed_token();
  EXPECT_EQ(code_of(verify_token("signup", confirmation, "attacker-pw")), ErrorCode::UserNotFound);
  EXPECT_EQ(stored("ann@example.com").user_metadata.text(), R"({"team":"red"})");
  EXPECT_EQ(code_of(verify_token("signup", invitation)), ErrorCode::InvitePasswordMissing);
}

TEST_F(InviteUser, RepeatedMergesDataAndEndsTheEarlierLink) {
  ASSERT_TRUE(invite("ann@example.com", R"({"a":1})"));
  const std::string first = mailed_token();
  ASSERT_TRUE(invite("ann@example.com", R"({"b":2})"));
  EXPECT_EQ(code_of(verify_token("signup", first, "owner-pw")), ErrorCode::UserNotFound);
  EXPECT_EQ(stored("ann@example.com").user_metadata.text(), R"({"a":1,"b":2})");
}

TEST_F(InviteUser, RefusesAConfirmedAddress) {
  confirmed_user("ann@example.com", "secret-pw");
  EXPECT_EQ(code_of(invite("Ann@example.com")), ErrorCode::EmailTaken);
}

TEST_F(InviteUser, LivesAWeek) {
  ASSERT_TRUE(invite("ann@example.com"));
  const std::string token = mailed_token();
  clock.advance(24h * 7 - 1s);
  EXPECT_EQ(code_of(verify_token("signup", token)), ErrorCode::InvitePasswordMissing);
  clock.advance(1s);
  EXPECT_EQ(code_of(verify_token("signup", token, "owner-pw")), ErrorCode::ConfirmationTokenExpired);
}

}  // namespace
}  // namespace gotrue
