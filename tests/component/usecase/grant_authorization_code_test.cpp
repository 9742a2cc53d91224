#include "core/usecase/grant_authorization_code.hpp"

#include "account_fixture.hpp"
#include "core/policy/flow_code_rules.hpp"
#include "core/usecase/sign_in_external.hpp"

namespace gotrue {
namespace {

class GrantAuthorizationCode : public AccountFixture {
 protected:
  // The code that a sign-in with the challenge of `verifier_` ends with.
  std::string sign_in() {
    SignInExternalInput input;
    input.account = {"github", "1", {{"ann@example.com", true, true}}, {}};
    input.code_challenge = make_code_challenge(verifier_);
    return sign_in_external(services, context(), input)->code;
  }
  ErrorCode refusal(const std::string& code, const std::string& verifier) {
    const auto output = grant_authorization_code(services, context(), {code, verifier});
    return output ? ErrorCode::Internal : output.error().code;
  }

  const std::string verifier_ = std::string(43, 'v');
};

TEST_F(GrantAuthorizationCode, GivesTokensForACodeOnce) {
  const std::string code = sign_in();
  const auto output = grant_authorization_code(services, context(), {code, verifier_});
  ASSERT_TRUE(output);
  EXPECT_EQ(output->user_id, stored("ann@example.com").id);
  EXPECT_TRUE(refresh(output->tokens.refresh_token));
  EXPECT_EQ(refusal(code, verifier_), ErrorCode::CodeInvalid);
}

TEST_F(GrantAuthorizationCode, TakesACodeForAMinute) {
  const std::string in_time = sign_in();
  const std::string late = sign_in();
  clock.advance(59s);
  EXPECT_TRUE(grant_authorization_code(services, context(), {in_time, verifier_}));
  clock.advance(1s);
  EXPECT_EQ(refusal(late, verifier_), ErrorCode::CodeInvalid);
}

TEST_F(GrantAuthorizationCode, TakesTheCodeAwayFromAWrongVerifier) {
  const std::string code = sign_in();
  EXPECT_EQ(refusal(code, std::string(43, 'w')), ErrorCode::CodeInvalid);
  EXPECT_EQ(refusal(code, verifier_), ErrorCode::CodeInvalid);
}

TEST_F(GrantAuthorizationCode, AsksForAVerifierAndKeepsTheCode) {
  const std::string code = sign_in();
  EXPECT_EQ(refusal(code, ""), ErrorCode::CodeRequestIncomplete);
  EXPECT_EQ(refusal("", verifier_), ErrorCode::CodeRequestIncomplete);
  EXPECT_TRUE(grant_authorization_code(services, context(), {code, verifier_}));
}

TEST_F(GrantAuthorizationCode, IsRefusedToTheBanned) {
  const std::string code = sign_in();
  User user = stored("ann@example.com");
  user.banned_until = clock.now() + 1h;
  ASSERT_TRUE(storage->transact([&](Repositories& tx) -> Status { tx.users().update(user); return {}; }));
  EXPECT_EQ(refusal(code, verifier_), ErrorCode::UserBanned);
}

}  // namespace
}  // namespace gotrue
