#include "account_fixture.hpp"

namespace gotrue {
namespace {

class UpdateUser : public AccountFixture {
 protected:
  void SetUp() override { user = confirmed_user("ann@example.com", "secret-pw"); }

  Result<User> update(const UpdateUserInput& input, std::optional<Uuid> session = std::nullopt) {
    return update_user(services, context(), {user.id.to_string(), "api", session}, input);
  }
  static UpdateUserInput with_email(const char* email) { return {email, "", "", std::nullopt, std::nullopt}; }
  static UpdateUserInput with_token(const std::string& token) { return {"", "", token, std::nullopt, std::nullopt}; }

  User user;
};

ErrorCode code_of(const auto& result) { return result ? ErrorCode::Internal : result.error().code; }

TEST_F(UpdateUser, ChangesTheAddressOnlyByTheLinkInItsMailbox) {
  const auto pending = update(with_email("new@example.com"));
  ASSERT_TRUE(pending);
  EXPECT_EQ(pending->email, "ann@example.com");
  EXPECT_EQ(pending->new_email, "new@example.com");
  const auto mails = take_mails();
  ASSERT_EQ(mails.size(), 1u);
  EXPECT_EQ(mails[0].recipient, "new@example.com");
  const std::string token = parse_mail_payload(mails[0].payload, sealer, instance.sealing_key)->token;
  const auto changed = update(with_token(token));
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->email, "new@example.com");
  EXPECT_EQ(changed->new_email, "");
  EXPECT_EQ(code_of(update(with_token(token))), ErrorCode::EmailChangeTokenMismatch);
}

// security.md 6.
TEST_F(UpdateUser, TellsTheOldAddress) {
  ASSERT_TRUE(update(with_email("new@example.com")));
  ASSERT_TRUE(update(with_token(mailed_token())));
  const auto mails = take_mails();
  ASSERT_EQ(mails.size(), 1u);
  EXPECT_EQ(mails[0].kind, MailKind::EmailChanged);
  EXPECT_EQ(mails[0].recipient, "ann@example.com");
}

TEST_F(UpdateUser, RefusesAnAddressThatWasTakenMeanwhile) {
  ASSERT_TRUE(update(with_email("new@example.com")));
  const std::string token = mailed_token();
  ASSERT_TRUE(sign_up_as("new@example.com", "secret-pw"));
  EXPECT_EQ(code_of(update(with_token(token))), ErrorCode::EmailTaken);
}

TEST_F(UpdateUser, LetsOneChangeTheCaseOfTheirOwnAddress) {
  ASSERT_TRUE(update(with_email("Ann@example.com")));
  ASSERT_TRUE(update(with_token(mailed_token())));
  EXPECT_EQ(stored("ann@example.com").email, "Ann@example.com");
}

TEST_F(UpdateUser, KeepsMailsToOneAddressApart) {
  ASSERT_TRUE(update(with_email("new@example.com")));
  EXPECT_EQ(code_of(update(with_email("new@example.com"))), ErrorCode::MailFrequencyExceeded);
}

TEST_F(UpdateUser, EndsAnEmailChangeAfterADay) {
  ASSERT_TRUE(update(with_email("new@example.com")));
  const std::string token = mailed_token();
  clock.advance(24h);
  EXPECT_EQ(code_of(update(with_token(token))), ErrorCode::EmailChangeTokenExpired);
}

TEST_F(UpdateUser, ChangedPasswordEndsTheOtherSessions) {
  clock.advance(1s);  // behind the session of the confirmation
  const std::string mine = log_in("ann@example.com", "secret-pw")->tokens.refresh_token;
  const auto sessions =
      storage->read([&](Repositories& repositories) { return repositories.sessions().list_by_user(Uuid{}, user.id); });
  const Uuid my_session = sessions.front().id;
  clock.advance(1s);
  const std::string other = log_in("ann@example.com", "secret-pw")->tokens.refresh_token;
  ASSERT_TRUE(update({"", "changed-pw", "", std::nullopt, std::nullopt}, my_session));
  EXPECT_TRUE(refresh(mine));
  EXPECT_EQ(code_of(refresh(other)), ErrorCode::RefreshTokenUnknown);
  EXPECT_EQ(code_of(log_in("ann@example.com", "secret-pw")), ErrorCode::InvalidCredentials);
}

TEST_F(UpdateUser, ChangedPasswordEndsAllSessionsWhenTheTokenNamesNone) {
  const std::string token = log_in("ann@example.com", "secret-pw")->tokens.refresh_token;
  ASSERT_TRUE(update({"", "changed-pw", "", std::nullopt, std::nullopt}));
  EXPECT_EQ(code_of(refresh(token)), ErrorCode::RefreshTokenUnknown);
}

TEST_F(UpdateUser, ChangesNothingWhenOnePartIsRefused) {
  UpdateUserInput input{"", "changed-pw", "wrong-token", *json::parse(R"({"a":1})")->as_object(), std::nullopt};
  EXPECT_EQ(code_of(update(input)), ErrorCode::EmailChangeTokenMismatch);
  EXPECT_TRUE(log_in("ann@example.com", "secret-pw"));
  EXPECT_EQ(stored("ann@example.com").user_metadata.text(), "{}");
}

TEST_F(UpdateUser, LeavesAppMetadataToAdmins) {
  UpdateUserInput input{"", "", "", std::nullopt, *json::parse(R"({"roles":["admin"]})")->as_object()};
  EXPECT_EQ(code_of(update(input)), ErrorCode::AppMetadataForbidden);
}

TEST_F(UpdateUser, RefusesTheTokenOfAnotherUser) {
  ASSERT_TRUE(update(with_email("new@example.com")));
  const std::string token = mailed_token();
  user = confirmed_user("bob@example.com", "secret-pw");
  EXPECT_EQ(code_of(update(with_token(token))), ErrorCode::EmailChangeTokenMismatch);
}

}  // namespace
}  // namespace gotrue
