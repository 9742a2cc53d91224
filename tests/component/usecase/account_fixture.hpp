// A server's worth of use cases over SQLite, with a clock that the test sets and hashes that cost nothing.
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/policy/mail_payload.hpp"
#include "core/usecase/grant_password.hpp"
#include "core/usecase/grant_refresh_token.hpp"
#include "core/usecase/invite_user.hpp"
#include "core/usecase/recover_account.hpp"
#include "core/usecase/sign_up.hpp"
#include "core/usecase/update_user.hpp"
#include "core/usecase/verify.hpp"
#include "fake_clock.hpp"
#include "plain_doubles.hpp"
#include "recording_webhook.hpp"
#include "seeded_random.hpp"
#include "test_storage.hpp"

namespace gotrue {

using namespace std::chrono_literals;

inline InstanceSettings default_settings() {
  InstanceSettings settings;
  settings.site_url = "https://site.example.com";
  settings.jwt.secret = SecretString("a secret of more than thirty-two bytes");
  settings.jwt.aud = "api";
  settings.mailer.enabled = true;
  return settings;
}

class AccountFixture : public testing::Test {
 protected:
  explicit AccountFixture(InstanceSettings settings = default_settings()) : instance(Uuid{}, std::move(settings)) {}

  RequestContext context() const { return {instance, "api", "192.0.2.1", "test"}; }

  Result<User> sign_up_as(const std::string& email, const std::string& password, const char* data = nullptr) {
    SignUpInput input{email, password, std::nullopt};
    if (data) input.data = *json::parse(data)->as_object();
    return sign_up(services, context(), input);
  }

  Result<User> invite(const std::string& email, const char* data = nullptr) {
    InviteUserInput input{email, "", std::nullopt, std::nullopt};
    if (data) input.data = *json::parse(data)->as_object();
    return invite_user(services, context(), Admin{Actor::operator_token(), std::nullopt}, input);
  }

  Result<GrantPasswordOutput> log_in(const std::string& email, const std::string& password) {
    return grant_password(services, context(), {email, password});
  }

  Result<TokenPair> refresh(const std::string& token) {
    auto output = grant_refresh_token(services, context(), token);
    if (!output) return fail(output.error());
    return output->tokens;
  }

  Result<TokenPair> verify_token(const std::string& type, const std::string& token, const std::string& password = "") {
    return verify(services, context(), {type, token, password});
  }

  // Signs up, opens the link of the mail and returns the user.
  User confirmed_user(const std::string& email, const std::string& password) {
    const auto user = sign_up_as(email, password);
    EXPECT_TRUE(user);
    EXPECT_TRUE(verify_token("signup", mailed_token()));
    return stored(email);
  }

  std::optional<User> find_stored(const std::string& email) {
    return storage->read(
        [&](Repositories& repositories) { return repositories.users().find_by_email(Uuid{}, "api", email); });
  }
  User stored(const std::string& email) { return find_stored(email).value(); }

  // Takes what waits in the outbox.
  std::vector<OutboxMessage> take_mails() {
    std::vector<OutboxMessage> mails;
    (void)storage->transact([&](Repositories& tx) -> Status {
      mails = tx.outbox().claim(clock.now(), clock.now(), 100);
      for (const OutboxMessage& mail : mails) tx.outbox().remove(mail.id);
      return {};
    });
    return mails;
  }

  // The token in the one mail that waits.
  std::string mailed_token() {
    const auto mails = take_mails();
    EXPECT_EQ(mails.size(), 1u);
    if (mails.empty()) return {};
    return parse_mail_payload(mails.front().payload, sealer, instance.sealing_key)->token;
  }

  // The actions of the audit log, newest first.
  std::vector<std::string> audit_payloads() {
    std::vector<std::string> payloads;
    const auto page = storage->read(
        [&](Repositories& repositories) { return repositories.audit().list({Uuid{}, {}, {}, {}}, {0, 100}); });
    for (const AuditEntry& entry : page.rows) payloads.push_back(entry.payload);
    return payloads;
  }

  Instance instance;
  FakeClock clock;
  SeededRandom random;
  PlainHasher hasher;
  PlainSigner signer;
  PlainSealer sealer;
  CountingGuard guard;
  MapFrequencyMemory frequency_memory;
  RecordingWebhook webhook;
  TestStorage test_storage{clock};
  Storage* storage = &test_storage.get();
  Services services{clock, random, *storage, hasher, signer, sealer, guard, frequency_memory, webhook};
};

}  // namespace gotrue
