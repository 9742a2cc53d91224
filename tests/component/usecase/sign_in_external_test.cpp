#include "core/usecase/sign_in_external.hpp"

#include "account_fixture.hpp"
#include "core/policy/flow_code_rules.hpp"
#include "core/usecase/create_user.hpp"
#include "core/usecase/grant_authorization_code.hpp"

namespace gotrue {
namespace {

ErrorCode code_of(const auto& result) { return result ? ErrorCode::Internal : result.error().code; }

InstanceSettings with_autoconfirm() {
  InstanceSettings settings = default_settings();
  settings.mailer.autoconfirm = true;
  return settings;
}

class SignInExternal : public AccountFixture {
 protected:
  using AccountFixture::AccountFixture;

  static ExternalAccount account(const std::string& subject, std::vector<ExternalAddress> addresses,
                                 const std::string& provider = "github") {
    json::Object profile;
    profile.set("full_name", "Name at " + provider);
    return {provider, subject, std::move(addresses), profile};
  }
  static ExternalAccount verified(const std::string& subject, const std::string& email,
                                  const std::string& provider = "github") {
    return account(subject, {{email, true, true}}, provider);
  }
  static ExternalAccount unverified(const std::string& subject, const std::string& email) {
    return account(subject, {{email, false, true}});
  }

  Result<SignInExternalOutput> sign_in(const ExternalAccount& of, const std::string& invite_token = "") {
    return sign_in_external(services, context(), {of, invite_token, ""});
  }

  User created_by_admin(const std::string& email, bool is_confirmed, const char* user_metadata = "{}") {
    CreateUserInput input;
    input.email = email;
    input.password = "admin-pw";
    input.confirm = is_confirmed;
    input.user_metadata = *json::parse(user_metadata)->as_object();
    return create_user(services, context(), Admin{Actor::operator_token(), std::nullopt}, input).value();
  }

  std::size_t count_identities(const std::string& email) {
    const User user = stored(email);
    return storage->read([&](Repositories& r) { return r.identities().list_by_user(Uuid{}, user.id).size(); });
  }
  std::size_t count_sessions(const std::string& email) {
    const User user = stored(email);
    return storage->read([&](Repositories& r) { return r.sessions().list_by_user(Uuid{}, user.id).size(); });
  }
  bool last_audit_is(const std::string& action) {
    return audit_payloads().front().find("\"action\":\"" + action + "\"") != std::string::npos;
  }
};

class SignInExternalWithAutoconfirm : public SignInExternal {
 protected:
  SignInExternalWithAutoconfirm() : SignInExternal(with_autoconfirm()) {}
};

TEST_F(SignInExternal, OfANewcomerWithAVerifiedAddressMakesAConfirmedUser) {
  const auto output = sign_in(verified("1", "ann@example.com"));

  ASSERT_TRUE(output);
  EXPECT_TRUE(output->tokens);
  const User user = stored("ann@example.com");
  EXPECT_TRUE(user.is_confirmed());
  EXPECT_FALSE(user.autoconfirmed);
  EXPECT_FALSE(user.has_password());
  EXPECT_EQ(user.last_sign_in_at, clock.now());
  EXPECT_EQ(user.app_metadata.text(), R"({"provider":"github"})");
  EXPECT_EQ(user.user_metadata.text(), R"({"full_name":"Name at github"})");
  EXPECT_TRUE(last_audit_is("user_signedup"));
  EXPECT_TRUE(take_mails().empty());
}

TEST_F(SignInExternal, TakesThePrimaryAddressOfANewcomer) {
  ASSERT_TRUE(sign_in(account("1", {{"first@example.com", true, false}, {"main@example.com", true, true}})));
  EXPECT_TRUE(find_stored("main@example.com"));
  EXPECT_FALSE(find_stored("first@example.com"));
}

TEST_F(SignInExternal, KnowsTheSubjectWhateverItsAddress) {
  const Uuid id = sign_in(verified("1", "ann@example.com"))->user_id;
  confirmed_user("bob@example.com", "bobs-password");

  const auto again = sign_in(verified("1", "bob@example.com"));

  ASSERT_TRUE(again);
  EXPECT_EQ(again->user_id, id);
  EXPECT_TRUE(last_audit_is("login"));
  EXPECT_EQ(count_identities("bob@example.com"), 0u);
}

TEST_F(SignInExternal, NeverMixesTheSubjectsOfTwoProviders) {
  const Uuid at_github = sign_in(verified("1", "ann@example.com", "github"))->user_id;
  const Uuid at_gitlab = sign_in(verified("1", "bob@example.com", "gitlab"))->user_id;
  EXPECT_NE(at_github, at_gitlab);
}

TEST_F(SignInExternal, KeepsTheMetadataOfAKnownUser) {
  ASSERT_TRUE(sign_in(verified("1", "ann@example.com")));
  ExternalAccount renamed = verified("1", "ann@example.com");
  renamed.profile.set("full_name", "Another");
  ASSERT_TRUE(sign_in(renamed));
  EXPECT_EQ(stored("ann@example.com").user_metadata.text(), R"({"full_name":"Name at github"})");
}

TEST_F(SignInExternal, LinksAVerifiedAddressToItsConfirmedUser) {
  const User before = confirmed_user("ann@example.com", "anns-password");

  const auto output = sign_in(verified("1", "ANN@example.com"));

  ASSERT_TRUE(output);
  EXPECT_EQ(output->user_id, before.id);
  const User after = stored("ann@example.com");
  EXPECT_EQ(after.app_metadata.text(), R"({"provider":"email"})");
  EXPECT_EQ(after.user_metadata.text(), "{}");
  EXPECT_TRUE(log_in("ann@example.com", "anns-password")) << "the owner's password stays";
  EXPECT_EQ(count_identities("ann@example.com"), 1u);
}

TEST_F(SignInExternal, GivesAnAdoptedUserAnIdentity) {
  User adopted = created_by_admin("ann@example.com", true);
  adopted.origin = UserOrigin::Unknown;
  ASSERT_TRUE(storage->transact([&](Repositories& tx) -> Status { tx.users().update(adopted); return {}; }));

  EXPECT_EQ(sign_in(verified("1", "ann@example.com"))->user_id, adopted.id);
  EXPECT_EQ(sign_in(verified("1", "changed@example.com"))->user_id, adopted.id);
}

TEST_F(SignInExternal, PrefersTheConfirmedUserAmongTheAddresses) {
  ASSERT_TRUE(sign_up_as("waiting@example.com", "secret-pw"));
  (void)take_mails();
  const User confirmed = confirmed_user("ann@example.com", "anns-password");

  const auto output = sign_in(account("1", {{"waiting@example.com", true, true}, {"ann@example.com", true, false}}));

  EXPECT_EQ(output->user_id, confirmed.id);
}

TEST_F(SignInExternal, ListsTheProvidersOnceThereAreSeveral) {
  ASSERT_TRUE(sign_in(verified("1", "ann@example.com", "github")));
  ASSERT_TRUE(sign_in(verified("2", "ann@example.com", "google")));
  EXPECT_EQ(stored("ann@example.com").app_metadata.text(), R"({"provider":"github","providers":["github","google"]})");
}

TEST_F(SignInExternal, NeverLinksByAnUnverifiedAddress) {
  confirmed_user("ann@example.com", "anns-password");
  EXPECT_EQ(code_of(sign_in(unverified("1", "ann@example.com"))), ErrorCode::UserAlreadyRegistered);
  EXPECT_EQ(count_identities("ann@example.com"), 0u);
}

TEST_F(SignInExternal, OfAnUnverifiedAddressWaitsForTheMail) {
  const auto output = sign_in(unverified("1", "ann@example.com"));

  ASSERT_TRUE(output);
  EXPECT_FALSE(output->tokens);
  EXPECT_FALSE(stored("ann@example.com").is_confirmed());
  ASSERT_TRUE(verify_token("signup", mailed_token()));
  EXPECT_TRUE(sign_in(unverified("1", "ann@example.com"))->tokens);
}

TEST_F(SignInExternal, SendsNoSecondMailWithinTheFrequency) {
  ASSERT_TRUE(sign_in(unverified("1", "ann@example.com")));
  (void)take_mails();
  EXPECT_FALSE(sign_in(unverified("1", "ann@example.com"))->tokens);
  EXPECT_TRUE(take_mails().empty());
}

// security.md 1: what the first registrant of an unconfirmed row left is not the owner's.
TEST_F(SignInExternal, TakesOverAnUnconfirmedSignUpWithoutWhatWasLeftThere) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "attacker-pw", R"({"by":"attacker"})"));
  const std::string attackers_link = mailed_token();

  const auto output = sign_in(verified("1", "ann@example.com"));

  ASSERT_TRUE(output && output->tokens);
  const User user = stored("ann@example.com");
  EXPECT_TRUE(user.is_confirmed());
  EXPECT_FALSE(user.has_password());
  EXPECT_EQ(user.user_metadata.text(), R"({"full_name":"Name at github"})");
  EXPECT_EQ(user.app_metadata.text(), R"({"provider":"github"})");
  EXPECT_EQ(code_of(log_in("ann@example.com", "attacker-pw")), ErrorCode::InvalidCredentials);
  EXPECT_EQ(code_of(verify_token("signup", attackers_link)), ErrorCode::UserNotFound);
}

TEST_F(SignInExternal, TakesOverWhatAnotherAccountWaitedForAndEndsItsIdentity) {
  ASSERT_TRUE(sign_in(unverified("attacker", "ann@example.com")));

  ASSERT_TRUE(sign_in(verified("owner", "ann@example.com"))->tokens);

  EXPECT_EQ(count_identities("ann@example.com"), 1u);
  EXPECT_EQ(code_of(sign_in(unverified("attacker", "ann@example.com"))), ErrorCode::UserAlreadyRegistered);
}

TEST_F(SignInExternal, KeepsWhatAnAdminSet) {
  created_by_admin("ann@example.com", false, R"({"team":"red"})");

  ASSERT_TRUE(sign_in(verified("1", "ann@example.com")));

  EXPECT_EQ(stored("ann@example.com").user_metadata.text(), R"({"team":"red"})");
  EXPECT_TRUE(log_in("ann@example.com", "admin-pw"));
}

TEST_F(SignInExternal, KeepsTheDataOfAnInvitation) {
  ASSERT_TRUE(invite("ann@example.com", R"({"team":"red"})"));
  ASSERT_TRUE(sign_in(verified("1", "ann@example.com")));
  EXPECT_EQ(stored("ann@example.com").user_metadata.text(), R"({"full_name":"Name at github","team":"red"})");
}

// An account that waits must not slip into the sign-up of somebody else, nor the other way round.
TEST_F(SignInExternal, AMailConfirmsWhatWasAskedTogetherWithIt) {
  ASSERT_TRUE(sign_in(unverified("attacker", "ann@example.com")));
  (void)take_mails();
  clock.advance(16min);
  ASSERT_TRUE(sign_up_as("ann@example.com", "owner-pw"));
  ASSERT_TRUE(verify_token("signup", mailed_token()));

  EXPECT_EQ(count_identities("ann@example.com"), 0u);
  EXPECT_EQ(stored("ann@example.com").app_metadata.text(), R"({"provider":"email"})");
  EXPECT_TRUE(log_in("ann@example.com", "owner-pw"));
}

TEST_F(SignInExternal, ThatWaitsReplacesAnEarlierSignUp) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "attacker-pw", R"({"by":"attacker"})"));
  (void)take_mails();
  clock.advance(16min);
  ASSERT_TRUE(sign_in(unverified("owner", "ann@example.com")));
  ASSERT_TRUE(verify_token("signup", mailed_token()));

  EXPECT_EQ(code_of(log_in("ann@example.com", "attacker-pw")), ErrorCode::InvalidCredentials);
  EXPECT_EQ(stored("ann@example.com").user_metadata.text(), R"({"full_name":"Name at github"})");
  EXPECT_TRUE(sign_in(unverified("owner", "ann@example.com"))->tokens);
}

TEST_F(SignInExternal, AnInvitationEndsTheIdentityThatWaited) {
  ASSERT_TRUE(sign_in(unverified("attacker", "ann@example.com")));
  (void)take_mails();
  ASSERT_TRUE(invite("ann@example.com"));
  EXPECT_EQ(count_identities("ann@example.com"), 0u);
  EXPECT_EQ(stored("ann@example.com").user_metadata.text(), "{}");
}

TEST_F(SignInExternal, ARecoveryEndsTheIdentityThatWaited) {
  ASSERT_TRUE(sign_in(unverified("attacker", "ann@example.com")));
  (void)take_mails();
  ASSERT_TRUE(recover_account(services, context(), "ann@example.com"));
  ASSERT_TRUE(verify_token("recovery", mailed_token()));
  EXPECT_EQ(count_identities("ann@example.com"), 0u);
}

TEST_F(SignInExternal, IsRefusedToNewcomersWhileSignUpIsDisabled) {
  confirmed_user("ann@example.com", "anns-password");
  instance.settings.disable_signup = true;
  EXPECT_EQ(code_of(sign_in(verified("2", "bob@example.com"))), ErrorCode::SignupDisabled);
  EXPECT_TRUE(sign_in(verified("1", "ann@example.com")));
}

TEST_F(SignInExternal, IsRefusedToTheBanned) {
  ASSERT_TRUE(sign_in(verified("1", "ann@example.com")));
  User user = stored("ann@example.com");
  user.banned_until = clock.now() + 1h;
  ASSERT_TRUE(storage->transact([&](Repositories& tx) -> Status { tx.users().update(user); return {}; }));
  EXPECT_EQ(code_of(sign_in(verified("1", "ann@example.com"))), ErrorCode::UserBanned);
  EXPECT_EQ(code_of(sign_in(verified("2", "ann@example.com"))), ErrorCode::UserBanned);
}

TEST_F(SignInExternal, RefusesAnAddressThatIsNone) {
  EXPECT_EQ(code_of(sign_in(verified("1", "no address"))), ErrorCode::EmailInvalid);
}

TEST_F(SignInExternal, RefusesAProfileThatNoTokenCarries) {
  ExternalAccount large = verified("1", "ann@example.com");
  large.profile.set("avatar_url", std::string(kMaxMetadataBytes, 'x'));
  EXPECT_EQ(code_of(sign_in(large)), ErrorCode::MetadataTooLarge);
  EXPECT_FALSE(find_stored("ann@example.com"));
}

TEST_F(SignInExternal, AcceptsAnInvitation) {
  ASSERT_TRUE(invite("ann@example.com", R"({"team":"red"})"));
  const std::string token = mailed_token();

  const auto output = sign_in(unverified("1", "ANN@example.com"), token);

  ASSERT_TRUE(output && output->tokens) << "the token proves the address";
  const User user = stored("ann@example.com");
  EXPECT_TRUE(user.is_confirmed());
  EXPECT_EQ(user.app_metadata.text(), R"({"provider":"github"})");
  EXPECT_EQ(user.user_metadata.text(), R"({"full_name":"Name at github","team":"red"})");
  EXPECT_TRUE(last_audit_is("invite_accepted"));
  EXPECT_EQ(code_of(sign_in(verified("2", "ann@example.com"), token)), ErrorCode::UserNotFound) << "once";
}

TEST_F(SignInExternal, RefusesAnInvitationOfAnotherAddress) {
  ASSERT_TRUE(invite("ann@example.com"));
  const std::string token = mailed_token();
  EXPECT_EQ(code_of(sign_in(verified("1", "bob@example.com"), token)), ErrorCode::InviteEmailMismatch);
  EXPECT_FALSE(stored("ann@example.com").is_confirmed());
  EXPECT_TRUE(sign_in(verified("2", "ann@example.com"), token));
}

TEST_F(SignInExternal, RefusesAnInvitationThatIsOver) {
  ASSERT_TRUE(invite("ann@example.com"));
  const std::string token = mailed_token();
  clock.advance(std::chrono::hours(24 * 7));
  EXPECT_EQ(code_of(sign_in(verified("1", "ann@example.com"), token)), ErrorCode::ConfirmationTokenExpired);
}

TEST_F(SignInExternal, TakesNoSignUpTokenForAnInvitation) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "secret-pw"));
  EXPECT_EQ(code_of(sign_in(verified("1", "ann@example.com"), mailed_token())), ErrorCode::UserNotFound);
}

TEST_F(SignInExternal, NeverGivesAnInvitationTheAccountOfAnotherUser) {
  ASSERT_TRUE(sign_in(verified("1", "bob@example.com")));
  ASSERT_TRUE(invite("ann@example.com"));
  const ExternalAccount both = account("1", {{"bob@example.com", true, true}, {"ann@example.com", true, false}});
  EXPECT_EQ(code_of(sign_in(both, mailed_token())), ErrorCode::ExternalIdentityTaken);
}

TEST_F(SignInExternal, ForgetsTheIdentityOfAUserWhoIsGone) {
  ASSERT_TRUE(storage->transact([&](Repositories& tx) -> Status {
    tx.identities().insert({Uuid::v4(random), Uuid{}, Uuid::v4(random), "github", "1", "x@example.com", clock.now(), clock.now()});
    return {};
  }));
  EXPECT_TRUE(sign_in(verified("1", "ann@example.com")));
  EXPECT_EQ(count_identities("ann@example.com"), 1u);
}

TEST_F(SignInExternalWithAutoconfirm, ConfirmsANewUserWithAnUnverifiedAddress) {
  ASSERT_TRUE(sign_in(unverified("1", "ann@example.com"))->tokens);
  EXPECT_TRUE(stored("ann@example.com").autoconfirmed);
}

TEST_F(SignInExternalWithAutoconfirm, NeverLinksAnUnverifiedAddress) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "anns-password"));
  EXPECT_EQ(code_of(sign_in(unverified("1", "ann@example.com"))), ErrorCode::UserAlreadyRegistered);
}

TEST_F(SignInExternalWithAutoconfirm, EndsPasswordSessionsAndIdentitiesOfAnAddressThatNobodyProved) {
  ASSERT_TRUE(sign_in(unverified("attacker", "ann@example.com")));
  User user = stored("ann@example.com");
  user.encrypted_password = "plain:attacker-pw";
  ASSERT_TRUE(storage->transact([&](Repositories& tx) -> Status { tx.users().update(user); return {}; }));
  const std::string attackers_token = log_in("ann@example.com", "attacker-pw")->tokens.refresh_token;

  const auto output = sign_in(verified("owner", "ann@example.com"));

  ASSERT_TRUE(output && output->tokens);
  EXPECT_EQ(output->user_id, user.id);
  EXPECT_FALSE(stored("ann@example.com").autoconfirmed);
  EXPECT_EQ(code_of(log_in("ann@example.com", "attacker-pw")), ErrorCode::InvalidCredentials);
  EXPECT_EQ(code_of(refresh(attackers_token)), ErrorCode::RefreshTokenUnknown);
  EXPECT_EQ(count_sessions("ann@example.com"), 1u);
  EXPECT_EQ(count_identities("ann@example.com"), 1u);
}

TEST_F(SignInExternalWithAutoconfirm, EndsTheCodesOfAnAddressThatNobodyProved) {
  const std::string verifier(43, 'v');
  const auto code_for = [&](const ExternalAccount& of) {
    return sign_in_external(services, context(), {of, "", make_code_challenge(verifier)})->code;
  };
  const std::string attackers = code_for(unverified("attacker", "ann@example.com"));
  clock.advance(1s);
  const std::string owners = code_for(verified("owner", "ann@example.com"));
  clock.advance(1s);
  ASSERT_TRUE(sign_in(verified("owner", "ann@example.com")));

  EXPECT_EQ(code_of(grant_authorization_code(services, context(), {attackers, verifier})), ErrorCode::CodeInvalid);
  EXPECT_TRUE(grant_authorization_code(services, context(), {owners, verifier}));
}

}  // namespace
}  // namespace gotrue
