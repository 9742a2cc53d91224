#include "account_fixture.hpp"

namespace gotrue {
namespace {

class SignUp : public AccountFixture {};

ErrorCode code_of(const auto& result) { return result ? ErrorCode::Internal : result.error().code; }

TEST_F(SignUp, WaitsForTheLinkInTheMail) {
  const auto user = sign_up_as("ann@example.com", "secret-pw");
  ASSERT_TRUE(user);
  EXPECT_FALSE(user->is_confirmed());
  EXPECT_EQ(user->confirmation_sent_at, clock.now());
  EXPECT_EQ(code_of(log_in("ann@example.com", "secret-pw")), ErrorCode::EmailNotConfirmed);
  ASSERT_TRUE(verify_token("signup", mailed_token()));
  EXPECT_TRUE(log_in("ann@example.com", "secret-pw"));
}

TEST_F(SignUp, KeepsTheAddressAsGivenButTrimmed) {
  ASSERT_TRUE(sign_up_as("  Ann@EXAMPLE.com ", "secret-pw"));
  EXPECT_EQ(stored("ann@example.com").email, "Ann@EXAMPLE.com");
}

TEST_F(SignUp, RefusesAConfirmedAddressInAnyCase) {
  confirmed_user("ann@example.com", "secret-pw");
  EXPECT_EQ(code_of(sign_up_as("ANN@example.com", "other-pw")), ErrorCode::UserAlreadyRegistered);
}

TEST_F(SignUp, TakesOneHashForAKnownAddressToo) {
  confirmed_user("ann@example.com", "secret-pw");
  const int before = hasher.computed;
  (void)sign_up_as("ann@example.com", "other-pw");
  EXPECT_EQ(hasher.computed - before, 1);
}

// security.md 1: a link confirms what was asked together with it.
TEST_F(SignUp, RepeatedAfterTheFrequencyReplacesPasswordAndToken) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "attacker-pw", R"({"by":"attacker"})"));
  const std::string first_token = mailed_token();
  clock.advance(16min);
  ASSERT_TRUE(sign_up_as("ann@example.com", "owner-pw", R"({"full_name":"Ann"})"));
  const std::string second_token = mailed_token();
  EXPECT_EQ(code_of(verify_token("signup", first_token)), ErrorCode::UserNotFound);
  ASSERT_TRUE(verify_token("signup", second_token));
  EXPECT_EQ(code_of(log_in("ann@example.com", "attacker-pw")), ErrorCode::InvalidCredentials);
  EXPECT_TRUE(log_in("ann@example.com", "owner-pw"));
}

TEST_F(SignUp, RepeatedWithinTheFrequencyChangesNothing) {
  const auto first = sign_up_as("ann@example.com", "owner-pw");
  const std::string token = mailed_token();
  const auto second = sign_up_as("ann@example.com", "attacker-pw", R"({"by":"attacker"})");
  ASSERT_TRUE(second);
  EXPECT_EQ(second->id, first->id);
  EXPECT_EQ(second->user_metadata.text(), R"({"by":"attacker"})") << "answers what a fresh sign-up would";
  EXPECT_TRUE(take_mails().empty());
  ASSERT_TRUE(verify_token("signup", token));
  EXPECT_TRUE(log_in("ann@example.com", "owner-pw"));
  EXPECT_EQ(stored("ann@example.com").user_metadata.text(), "{}");
}

TEST_F(SignUp, RepeatedShowsNothingOfTheStoredRow) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "owner-pw", R"({"secret":"mine"})"));
  clock.advance(1min);
  const auto second = sign_up_as("Ann@Example.com", "attacker-pw");
  EXPECT_EQ(second->email, "Ann@Example.com");
  EXPECT_EQ(second->user_metadata.text(), "{}");
  EXPECT_EQ(second->created_at, clock.now());
}

TEST_F(SignUp, NeverSpoilsAnInvitation) {
  ASSERT_TRUE(invite("ann@example.com", R"({"team":"red"})"));
  const std::string invitation = mailed_token();
  clock.advance(16min);
  ASSERT_TRUE(sign_up_as("ann@example.com", "attacker-pw", R"({"team":"blue"})"));
  EXPECT_TRUE(take_mails().empty());
  ASSERT_TRUE(verify_token("signup", invitation, "owner-pw"));
  EXPECT_EQ(stored("ann@example.com").user_metadata.text(), R"({"team":"red"})");
  EXPECT_EQ(code_of(log_in("ann@example.com", "attacker-pw")), ErrorCode::InvalidCredentials);
  EXPECT_TRUE(log_in("ann@example.com", "owner-pw"));
}

TEST_F(SignUp, KeepsMailsToOneAddressApartWhateverTheAudience) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "secret-pw"));
  EXPECT_EQ(take_mails().size(), 1u);
  RequestContext other = context();
  other.audience = "other";
  const auto user = sign_up(services, other, {"ann@example.com", "secret-pw", std::nullopt});
  ASSERT_TRUE(user);
  EXPECT_TRUE(user->confirmation_sent_at) << "answers as ever";
  EXPECT_TRUE(take_mails().empty());
}

TEST_F(SignUp, RefusesMetadataOver32KiB) {
  const std::string data = R"({"x":")" + std::string(33'000, 'x') + R"("})";
  EXPECT_EQ(code_of(sign_up_as("ann@example.com", "secret-pw", data.c_str())), ErrorCode::MetadataTooLarge);
}

TEST_F(SignUp, StoresNothingWhenTheHashingQueueIsFull) {
  hasher.is_busy = true;
  EXPECT_EQ(code_of(sign_up_as("ann@example.com", "secret-pw")), ErrorCode::ServerBusy);
  EXPECT_FALSE(find_stored("ann@example.com"));
}

class SignUpWithAutoconfirm : public AccountFixture {
 protected:
  static InstanceSettings settings() {
    InstanceSettings settings = default_settings();
    settings.mailer.autoconfirm = true;
    return settings;
  }
  SignUpWithAutoconfirm() : AccountFixture(settings()) {}
};

TEST_F(SignUpWithAutoconfirm, ConfirmsAtOnceWithoutAMail) {
  const auto user = sign_up_as("ann@example.com", "secret-pw");
  EXPECT_EQ(user->confirmed_at, clock.now());
  EXPECT_TRUE(take_mails().empty());
  EXPECT_TRUE(log_in("ann@example.com", "secret-pw"));
  EXPECT_NE(audit_payloads().back().find("user_signedup"), std::string::npos);
}

TEST_F(SignUpWithAutoconfirm, NeverConfirmsAnInvitedRow) {
  ASSERT_TRUE(invite("ann@example.com"));
  const auto answer = sign_up_as("ann@example.com", "attacker-pw");
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->is_confirmed()) << "what a fresh sign-up would give";
  EXPECT_FALSE(stored("ann@example.com").is_confirmed());
  EXPECT_EQ(code_of(log_in("ann@example.com", "attacker-pw")), ErrorCode::InvalidCredentials);
}

}  // namespace
}  // namespace gotrue
