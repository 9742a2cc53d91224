#include "account_fixture.hpp"
#include "core/usecase/authorize_admin.hpp"
#include "core/usecase/update_managed_user.hpp"

namespace gotrue {
namespace {

class Verify : public AccountFixture {};
class RecoverAccount : public AccountFixture {};
class InviteUser : public AccountFixture {};

class UpdateManagedUser : public AccountFixture {
 protected:
  Result<User> change_address(const User& user, const std::string& email) {
    UpdateManagedUserInput input;
    input.id = user.id;
    input.email = email;
    return update_managed_user(services, context(), Admin{Actor::operator_token(), std::nullopt}, input);
  }
};

class AuthorizeAdmin : public AccountFixture {};

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

// security.md 1: a link confirms what was asked together with it.
TEST_F(UpdateManagedUser, EndsTheLinksThatWentToTheAddressBefore) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "secret-pw"));
  const std::string confirmation = mailed_token();
  ASSERT_TRUE(change_address(stored("ann@example.com"), "new@example.com"));
  EXPECT_EQ(code_of(verify_token("signup", confirmation)), ErrorCode::UserNotFound);
  ASSERT_TRUE(invite("bob@example.com"));
  const std::string invitation = mailed_token();
  ASSERT_TRUE(change_address(stored("bob@example.com"), "robert@example.com"));
  EXPECT_EQ(code_of(verify_token("signup", invitation, "secret-pw")), ErrorCode::UserNotFound);
}

TEST_F(UpdateManagedUser, LeavesTheLinkToAnAddressWrittenInAnotherCase) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "secret-pw"));
  const std::string token = mailed_token();
  ASSERT_TRUE(change_address(stored("ann@example.com"), "Ann@Example.com"));
  EXPECT_TRUE(verify_token("signup", token));
}

TEST_F(AuthorizeAdmin, RefusesOneWhoIsBanned) {
  User user = confirmed_user("ann@example.com", "secret-pw");
  const auto authorize = [&](const std::optional<Time>& banned_until) {
    user.role = instance.settings.jwt.admin_group_name;
    user.banned_until = banned_until;
    (void)storage->transact([&](Repositories& tx) -> Status { return tx.users().update(user), Status{}; });
    VerifiedAccessToken token;
    token.subject = user.id.to_string();
    token.audience = "api";
    return code_of(authorize_admin(services, context(), token));
  };
  EXPECT_EQ(authorize(std::nullopt), ErrorCode::Internal) << "no error";
  EXPECT_EQ(authorize(clock.now() + 1h), ErrorCode::AdminRequired);
  EXPECT_EQ(authorize(clock.now()), ErrorCode::Internal) << "the ban is over";
}

TEST_F(InviteUser, RefusesARoleThatNoDatabaseCouldHold) {
  const InviteUserInput input{"ann@example.com", std::string(256, 'x'), std::nullopt, std::nullopt};
  const auto refused = invite_user(services, context(), Admin{Actor::operator_token(), std::nullopt}, input);
  EXPECT_EQ(code_of(refused), ErrorCode::InvalidInput);
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
