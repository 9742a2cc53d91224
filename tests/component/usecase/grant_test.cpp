#include "account_fixture.hpp"
#include "core/usecase/update_managed_user.hpp"

namespace gotrue {
namespace {

class GrantPassword : public AccountFixture {};
class GrantRefreshToken : public AccountFixture {};

ErrorCode code_of(const auto& result) { return result ? ErrorCode::Internal : result.error().code; }

// security.md 4.
TEST_F(GrantPassword, TakesOneHashForUnknownUnconfirmedAndWrongPasswordEach) {
  confirmed_user("ann@example.com", "secret-pw");
  ASSERT_TRUE(sign_up_as("bob@example.com", "secret-pw"));
  const auto hashes_of = [&](const char* email, const char* password) {
    const int before = hasher.computed;
    (void)log_in(email, password);
    return hasher.computed - before;
  };
  EXPECT_EQ(hashes_of("nobody@example.com", "secret-pw"), 1);
  EXPECT_EQ(hashes_of("bob@example.com", "secret-pw"), 1);
  EXPECT_EQ(hashes_of("bob@example.com", "wrong-pw"), 1);
  EXPECT_EQ(hashes_of("ann@example.com", "wrong-pw"), 1);
  EXPECT_EQ(hashes_of("ann@example.com", ""), 1);
}

TEST_F(GrantPassword, TellsOfTheMissingConfirmationOnlyWhenThePasswordIsRight) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "secret-pw"));
  EXPECT_EQ(code_of(log_in("ann@example.com", "wrong-pw")), ErrorCode::InvalidCredentials);
  EXPECT_EQ(code_of(log_in("ann@example.com", "secret-pw")), ErrorCode::EmailNotConfirmed);
}

TEST_F(GrantPassword, StoresTheLastSignIn) {
  confirmed_user("ann@example.com", "secret-pw");
  clock.advance(1h);
  ASSERT_TRUE(log_in("ann@example.com", "secret-pw"));
  EXPECT_EQ(stored("ann@example.com").last_sign_in_at, clock.now());
}

TEST_F(GrantPassword, ReplacesAHashBelowTodaysCost) {
  User user = confirmed_user("ann@example.com", "secret-pw");
  user.encrypted_password = "old:secret-pw";
  ASSERT_TRUE(storage->transact([&](Repositories& tx) -> Status {
    tx.users().update(user);
    return {};
  }));
  ASSERT_TRUE(log_in("ann@example.com", "secret-pw"));
  EXPECT_EQ(stored("ann@example.com").encrypted_password, "plain:secret-pw");
}

TEST_F(GrantPassword, StopsGuessingOnOneAccount) {
  confirmed_user("ann@example.com", "secret-pw");
  guard.limit = 3;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(code_of(log_in("ann@example.com", "wrong")), ErrorCode::InvalidCredentials);
  EXPECT_EQ(code_of(log_in("Ann@example.com", "secret-pw")), ErrorCode::RateLimited);
}

TEST_F(GrantPassword, CostsNothingWhenThePasswordIsRight) {
  confirmed_user("ann@example.com", "secret-pw");
  guard.limit = 1;
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(log_in("ann@example.com", "secret-pw"));
}

TEST_F(GrantPassword, RefusesABannedUserAfterThePasswordProvedRight) {
  User user = confirmed_user("ann@example.com", "secret-pw");
  const Admin admin{Actor::operator_token(), std::nullopt};
  UpdateManagedUserInput input;
  input.id = user.id;
  input.ban_duration = "1h";
  ASSERT_TRUE(update_managed_user(services, context(), admin, input));
  EXPECT_EQ(code_of(log_in("ann@example.com", "wrong")), ErrorCode::InvalidCredentials);
  EXPECT_EQ(code_of(log_in("ann@example.com", "secret-pw")), ErrorCode::UserBanned);
  clock.advance(1h + 1s);
  EXPECT_TRUE(log_in("ann@example.com", "secret-pw"));
}

TEST_F(GrantRefreshToken, MovesTheChainOn) {
  confirmed_user("ann@example.com", "secret-pw");
  const auto first = log_in("ann@example.com", "secret-pw")->tokens;
  const auto second = refresh(first.refresh_token);
  ASSERT_TRUE(second);
  EXPECT_NE(second->refresh_token, first.refresh_token);
  EXPECT_TRUE(refresh(second->refresh_token));
}

TEST_F(GrantRefreshToken, WritesTwoAuditEntries) {
  confirmed_user("ann@example.com", "secret-pw");
  const auto tokens = log_in("ann@example.com", "secret-pw")->tokens;
  const std::size_t before = audit_payloads().size();
  ASSERT_TRUE(refresh(tokens.refresh_token));
  const auto payloads = audit_payloads();
  ASSERT_EQ(payloads.size(), before + 2);
  EXPECT_NE((payloads[0] + payloads[1]).find("token_refreshed"), std::string::npos);
  EXPECT_NE((payloads[0] + payloads[1]).find("token_revoked"), std::string::npos);
}

// security.md 10.
TEST_F(GrantRefreshToken, GivesTheLiveSuccessorAgainWithinTheInterval) {
  confirmed_user("ann@example.com", "secret-pw");
  const std::string first = log_in("ann@example.com", "secret-pw")->tokens.refresh_token;
  const std::string second = refresh(first)->refresh_token;
  clock.advance(9s);
  EXPECT_EQ(refresh(first)->refresh_token, second);
  const std::string third = refresh(second)->refresh_token;
  EXPECT_EQ(refresh(first)->refresh_token, third) << "the end of the chain";
}

TEST_F(GrantRefreshToken, ReuseAfterTheIntervalRevokesTheFamily) {
  confirmed_user("ann@example.com", "secret-pw");
  const std::string first = log_in("ann@example.com", "secret-pw")->tokens.refresh_token;
  const std::string second = refresh(first)->refresh_token;
  const std::string other_family = log_in("ann@example.com", "secret-pw")->tokens.refresh_token;
  clock.advance(10s);
  EXPECT_EQ(code_of(refresh(first)), ErrorCode::RefreshTokenRevoked);
  EXPECT_EQ(code_of(refresh(second)), ErrorCode::RefreshTokenRevoked);
  EXPECT_TRUE(refresh(other_family));
}

// A token that the original server wrote has no family, its successors have; an hour each is 300 of them in 12 days.
TEST_F(GrantRefreshToken, ReuseOfAnAdoptedTokenRevokesWhatCameOfItHoweverLongTheChain) {
  const Uuid user_id = confirmed_user("ann@example.com", "secret-pw").id;
  const std::string adopted = "AdoptedTokenOfTheOrigin";
  (void)storage->transact([&](Repositories& tx) -> Status {
    tx.refresh_tokens().insert({0, Uuid{}, user_id, std::nullopt, false, clock.now(), clock.now()}, adopted);
    return {};
  });
  std::string last = adopted;
  for (int i = 0; i < 300; ++i) {
    clock.advance(1h);
    last = refresh(last)->refresh_token;
  }
  EXPECT_EQ(code_of(refresh(adopted)), ErrorCode::RefreshTokenRevoked);
  EXPECT_EQ(code_of(refresh(last)), ErrorCode::RefreshTokenRevoked);
}

TEST_F(GrantRefreshToken, ReuseIsAudited) {
  confirmed_user("ann@example.com", "secret-pw");
  const std::string first = log_in("ann@example.com", "secret-pw")->tokens.refresh_token;
  ASSERT_TRUE(refresh(first));
  clock.advance(1min);
  (void)refresh(first);
  EXPECT_NE(audit_payloads().front().find("token_revoked"), std::string::npos);
}

TEST_F(GrantRefreshToken, EndsAfterItsLifetime) {
  confirmed_user("ann@example.com", "secret-pw");
  const std::string token = log_in("ann@example.com", "secret-pw")->tokens.refresh_token;
  clock.advance(24h * 30);
  EXPECT_EQ(code_of(refresh(token)), ErrorCode::RefreshTokenExpired);
}

TEST_F(GrantRefreshToken, TakesNothingButTheWholeToken) {
  confirmed_user("ann@example.com", "secret-pw");
  const std::string token = log_in("ann@example.com", "secret-pw")->tokens.refresh_token;
  for (std::size_t length = 1; length < token.size(); ++length) {
    EXPECT_EQ(code_of(refresh(token.substr(0, length))), ErrorCode::RefreshTokenUnknown);
  }
  EXPECT_EQ(code_of(refresh(token + "A")), ErrorCode::RefreshTokenUnknown);
  EXPECT_EQ(code_of(refresh(std::string(1, '\0'))), ErrorCode::RefreshTokenUnknown);
  EXPECT_EQ(code_of(refresh("")), ErrorCode::RefreshTokenMissing);
}

}  // namespace
}  // namespace gotrue
