// Where hooks stand in the use cases: what they see, refuse and change.
#include "account_fixture.hpp"

namespace gotrue {
namespace {

InstanceSettings hooked_settings() {
  InstanceSettings settings = default_settings();
  settings.webhook.url = "https://hook.example.com/";
  settings.webhook.secret = SecretString("whs");
  for (const HookEvent event : kHookEvents) settings.webhook.events[event] = true;
  return settings;
}

InstanceSettings autoconfirm_settings() {
  InstanceSettings settings = hooked_settings();
  settings.mailer.autoconfirm = true;
  return settings;
}

json::Object object(const char* text) { return *json::parse(text)->as_object(); }

struct HookFixture : AccountFixture {
  explicit HookFixture(InstanceSettings settings = hooked_settings()) : AccountFixture(std::move(settings)) {}

  void answer_with(HookEvent event, const char* user_metadata, const char* app_metadata = nullptr) {
    webhook.answer = [=](const HookCall& call) -> Result<HookReply> {
      HookReply reply;
      if (call.event != event) return reply;
      reply.user_metadata = object(user_metadata);
      if (app_metadata) reply.app_metadata = object(app_metadata);
      return reply;
    };
  }
  void refuse(HookEvent event) {
    webhook.answer = [=](const HookCall& call) -> Result<HookReply> {
      if (call.event == event) return fail(ErrorCode::HookFailed);
      return HookReply{};
    };
  }
  std::vector<std::string> events() const {
    std::vector<std::string> names;
    for (const HookCall& call : webhook.calls) names.emplace_back(hook_event_name(call.event));
    return names;
  }
  json::Object seen_user(std::size_t call) const {
    return *json::parse(webhook.calls.at(call).body)->as_object()->find("user")->as_object();
  }
};

struct AutoconfirmHookFixture : HookFixture {
  AutoconfirmHookFixture() : HookFixture(autoconfirm_settings()) {}
};

using Names = std::vector<std::string>;

TEST_F(HookFixture, ASignUpThatWaitsForItsMailAsksValidateAlone) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "secret-pw"));
  EXPECT_EQ(events(), Names({"validate"}));
}

TEST_F(HookFixture, TheConfirmationAsksSignupWithTheUserBeforeIt) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "secret-pw"));
  ASSERT_TRUE(verify_token("signup", mailed_token()));
  EXPECT_EQ(events(), Names({"validate", "signup"}));
  EXPECT_FALSE(seen_user(1).find("confirmed_at"));
}

TEST_F(AutoconfirmHookFixture, ASignUpThatIsConfirmedAtOnceAsksBothInTurn) {
  answer_with(HookEvent::Validate, R"({"x":1})");
  ASSERT_TRUE(sign_up_as("ann@example.com", "secret-pw", R"({"a":1})"));
  EXPECT_EQ(events(), Names({"validate", "signup"}));
  EXPECT_EQ(json::to_text(*seen_user(0).find("user_metadata")), R"({"a":1})");
  EXPECT_EQ(json::to_text(*seen_user(1).find("user_metadata")), R"({"x":1})");
  EXPECT_FALSE(seen_user(1).find("confirmed_at"));
}

TEST_F(HookFixture, ARefusedSignUpStoresNothing) {
  refuse(HookEvent::Validate);
  const auto user = sign_up_as("ann@example.com", "secret-pw");
  ASSERT_FALSE(user);
  EXPECT_EQ(user.error().code, ErrorCode::HookFailed);
  EXPECT_FALSE(find_stored("ann@example.com"));
  EXPECT_TRUE(take_mails().empty());
  EXPECT_TRUE(audit_payloads().empty());
}

TEST_F(HookFixture, TheIdThatAHookSeesIsTheOneThatIsStored) {
  const auto user = sign_up_as("ann@example.com", "secret-pw");
  EXPECT_EQ(*seen_user(0).find("id")->as_string(), stored("ann@example.com").id.to_string());
}

TEST_F(HookFixture, AReplyReplacesMetadataOfTheStoredUser) {
  answer_with(HookEvent::Validate, R"({"hooked":true})", R"({"roles":["x"]})");
  ASSERT_TRUE(sign_up_as("ann@example.com", "secret-pw", R"({"a":1})"));
  EXPECT_EQ(stored("ann@example.com").user_metadata.text(), R"({"hooked":true})");
  EXPECT_EQ(stored("ann@example.com").app_metadata.text(), R"({"roles":["x"]})");
}

TEST_F(HookFixture, AReplyThatIsTooLargeRefusesTheRequest) {
  const std::string large = R"({"a":")" + std::string(40'000, 'x') + R"("})";
  answer_with(HookEvent::Validate, large.c_str());
  const auto user = sign_up_as("ann@example.com", "secret-pw");
  ASSERT_FALSE(user);
  EXPECT_EQ(user.error().code, ErrorCode::MetadataTooLarge);
}

TEST_F(HookFixture, ARepeatedSignUpIsNotValidatedAgain) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "secret-pw"));
  ASSERT_TRUE(sign_up_as("ann@example.com", "secret-pw"));
  EXPECT_EQ(events(), Names({"validate"}));
}

TEST_F(HookFixture, ASignUpThatOvertookTheHookIsNotDoubled) {
  webhook.answer = [this](const HookCall&) -> Result<HookReply> {
    webhook.answer = nullptr;
    EXPECT_TRUE(sign_up_as("ann@example.com", "other-pw"));
    return HookReply{};
  };
  const auto user = sign_up_as("ann@example.com", "secret-pw");
  ASSERT_TRUE(user);
  EXPECT_EQ(user->id, stored("ann@example.com").id);
  EXPECT_EQ(stored("ann@example.com").encrypted_password, "plain:other-pw");
}

TEST_F(HookFixture, AnInvitationIsValidatedAndItsAcceptanceASignup) {
  ASSERT_TRUE(invite("ann@example.com"));
  ASSERT_TRUE(verify_token("signup", mailed_token(), "secret-pw"));
  EXPECT_EQ(events(), Names({"validate", "signup"}));
  EXPECT_TRUE(seen_user(1).find("invited_at"));
}

TEST_F(HookFixture, ARefusedConfirmationKeepsTheToken) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "secret-pw"));
  const std::string token = mailed_token();
  refuse(HookEvent::Signup);
  EXPECT_FALSE(verify_token("signup", token));
  EXPECT_FALSE(stored("ann@example.com").is_confirmed());
  webhook.answer = nullptr;
  EXPECT_TRUE(verify_token("signup", token));
}

TEST_F(HookFixture, ARecoveryThatConfirmsIsASignup) {
  ASSERT_TRUE(sign_up_as("ann@example.com", "secret-pw"));
  take_mails();
  ASSERT_TRUE(recover_account(services, context(), "ann@example.com"));
  ASSERT_TRUE(verify_token("recovery", mailed_token()));
  EXPECT_EQ(events(), Names({"validate", "signup"}));
}

TEST_F(HookFixture, ARecoveryOfAConfirmedUserAsksNobody) {
  confirmed_user("ann@example.com", "secret-pw");
  webhook.calls.clear();
  ASSERT_TRUE(recover_account(services, context(), "ann@example.com"));
  ASSERT_TRUE(verify_token("recovery", mailed_token()));
  EXPECT_TRUE(webhook.calls.empty());
}

TEST_F(HookFixture, ALoginShowsTheLastSignInAndNotThisOne) {
  confirmed_user("ann@example.com", "secret-pw");
  ASSERT_TRUE(log_in("ann@example.com", "secret-pw"));
  clock.advance(1h);
  ASSERT_TRUE(log_in("ann@example.com", "secret-pw"));
  EXPECT_FALSE(seen_user(2).find("last_sign_in_at"));
  EXPECT_TRUE(seen_user(3).find("last_sign_in_at"));
}

TEST_F(HookFixture, AWrongPasswordAsksNobody) {
  confirmed_user("ann@example.com", "secret-pw");
  webhook.calls.clear();
  EXPECT_FALSE(log_in("ann@example.com", "wrong"));
  EXPECT_TRUE(webhook.calls.empty());
}

TEST_F(HookFixture, ARefusedLoginStartsNoSession) {
  const User user = confirmed_user("ann@example.com", "secret-pw");
  refuse(HookEvent::Login);
  const std::size_t entries = audit_payloads().size();
  EXPECT_FALSE(log_in("ann@example.com", "secret-pw"));
  EXPECT_EQ(audit_payloads().size(), entries);
  EXPECT_FALSE(stored("ann@example.com").last_sign_in_at);
}

TEST_F(HookFixture, ALoginLosesNoChangeThatWasMadeMeanwhile) {
  User user = confirmed_user("ann@example.com", "secret-pw");
  webhook.answer = [&](const HookCall&) -> Result<HookReply> {
    user.role = "editor";
    user.app_metadata = Metadata(object(R"({"plan":"gold"})"));
    (void)storage->transact([&](Repositories& tx) -> Status {
      tx.users().update(user);
      return {};
    });
    HookReply reply;
    reply.user_metadata = object(R"({"hooked":true})");
    return reply;
  };
  ASSERT_TRUE(log_in("ann@example.com", "secret-pw"));
  const User after = stored("ann@example.com");
  EXPECT_EQ(after.role, "editor");
  EXPECT_EQ(after.app_metadata.text(), R"({"plan":"gold"})");
  EXPECT_EQ(after.user_metadata.text(), R"({"hooked":true})");
}

TEST_F(HookFixture, AUserWhoIsBannedDuringTheHookIsNotSignedIn) {
  User user = confirmed_user("ann@example.com", "secret-pw");
  webhook.answer = [&](const HookCall&) -> Result<HookReply> {
    user.banned_until = clock.now() + 1h;
    (void)storage->transact([&](Repositories& tx) -> Status {
      tx.users().update(user);
      return {};
    });
    return HookReply{};
  };
  EXPECT_EQ(log_in("ann@example.com", "secret-pw").error().code, ErrorCode::UserBanned);
}

TEST_F(HookFixture, ARefreshAsksNobody) {
  confirmed_user("ann@example.com", "secret-pw");
  const auto tokens = log_in("ann@example.com", "secret-pw");
  webhook.calls.clear();
  ASSERT_TRUE(refresh(tokens->tokens.refresh_token));
  EXPECT_TRUE(webhook.calls.empty());
}

TEST_F(AccountFixture, FunctionHooksAreCalledInTheirOrderWithTheSecretOfTheInstance) {
  FunctionHooks hooks;
  hooks[HookEvent::Validate] = {"/.netlify/functions/one", "https://other.example.com/two"};
  RequestContext with_hooks = context();
  with_hooks.function_hooks = &hooks;
  ASSERT_TRUE(sign_up(services, with_hooks, {"ann@example.com", "secret-pw", std::nullopt}));
  ASSERT_EQ(webhook.calls.size(), 2u);
  EXPECT_EQ(webhook.calls[0].url, "https://site.example.com/.netlify/functions/one");
  EXPECT_EQ(webhook.calls[1].url, "https://other.example.com/two");
  EXPECT_EQ(webhook.calls[0].secret.reveal(), default_settings().jwt.secret.reveal());
}

TEST_F(HookFixture, FunctionHooksStayAsideWhileAUrlIsConfigured) {
  FunctionHooks hooks;
  hooks[HookEvent::Validate] = {"https://other.example.com/"};
  RequestContext with_hooks = context();
  with_hooks.function_hooks = &hooks;
  ASSERT_TRUE(sign_up(services, with_hooks, {"ann@example.com", "secret-pw", std::nullopt}));
  ASSERT_EQ(webhook.calls.size(), 1u);
  EXPECT_EQ(webhook.calls[0].url, "https://hook.example.com/");
}

}  // namespace
}  // namespace gotrue
