#include "core/policy/instance_defaults.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

using namespace std::chrono_literals;

InstanceSettings global_settings() {
  InstanceSettings global;
  global.site_url = "https://global.example";
  global.jwt.secret = SecretString("global jwt secret");
  global.jwt.exp = 17s;
  global.jwt.aud = "global";
  global.smtp.host = "mail.example";
  global.smtp.port = 2525;
  global.smtp.user = "global user";
  global.smtp.pass = SecretString("global password");
  global.smtp.admin_email = "global@example.com";
  global.smtp.max_frequency = 5min;
  global.external.oauth["github"] = {true, "global client", SecretString("global secret"), "https://cb.example", "", false};
  global.webhook.url = "https://hook.example";
  return global;
}

InstanceSettings settings_of(const char* config_text) {
  return make_instance_settings(*InstanceConfig::from_stored_text(config_text), global_settings());
}

TEST(InstanceDefaults, AreThoseOfTheKeysAndNeverTheGlobalJwtSecret) {
  const InstanceSettings settings = settings_of("{}");
  EXPECT_TRUE(settings.jwt.secret.empty());
  EXPECT_EQ(settings.jwt.exp, 3600s);
  EXPECT_EQ(settings.jwt.aud, "");
  EXPECT_EQ(settings.jwt.admin_group_name, "admin");
  EXPECT_EQ(settings.jwt.refresh_token_lifetime, 30 * 24h);
  EXPECT_EQ(settings.cookies.key, "nf_jwt");
  EXPECT_EQ(settings.cookies.duration, 86400s);
  EXPECT_EQ(settings.mailer.invite_max_age, 7 * 24h);
  EXPECT_EQ(settings.webhook.url, "");
  EXPECT_EQ(settings.site_url, "");
}

TEST(InstanceDefaults, FallBackToTheGlobalMailServerWithItsCredentials) {
  const InstanceSettings settings = settings_of(R"({"smtp":{"admin_email":"own@example.com"}})");
  EXPECT_EQ(settings.smtp.host, "mail.example");
  EXPECT_EQ(settings.smtp.port, 2525);
  EXPECT_EQ(settings.smtp.user, "global user");
  EXPECT_TRUE(settings.smtp.pass.equals("global password"));
  EXPECT_EQ(settings.smtp.admin_email, "own@example.com");
  EXPECT_EQ(settings.smtp.max_frequency, 5min);
  EXPECT_FALSE(settings.smtp.is_host_of_instance);
  EXPECT_TRUE(settings.mailer.enabled);
}

TEST(InstanceDefaults, GiveNoGlobalCredentialsToAMailServerOfTheInstance) {
  const InstanceSettings settings = settings_of(R"({"smtp":{"host":"own.example"}})");
  EXPECT_EQ(settings.smtp.port, 587);
  EXPECT_EQ(settings.smtp.user, "");
  EXPECT_TRUE(settings.smtp.pass.empty());
  EXPECT_EQ(settings.smtp.admin_email, "global@example.com");
  EXPECT_TRUE(settings.smtp.is_host_of_instance);
}

TEST(InstanceDefaults, GiveNoGlobalPasswordToAUserOfTheInstance) {
  const InstanceSettings settings = settings_of(R"({"smtp":{"user":"own user"}})");
  EXPECT_EQ(settings.smtp.host, "mail.example");
  EXPECT_TRUE(settings.smtp.pass.empty());
}

TEST(InstanceDefaults, FallBackToTheGlobalProvider) {
  const ProviderSettings github = settings_of("{}").external.oauth.at("github");
  EXPECT_TRUE(github.enabled);
  EXPECT_EQ(github.client_id, "global client");
  EXPECT_TRUE(github.secret.equals("global secret"));
  EXPECT_FALSE(settings_of("{}").external.oauth.at("gitlab").enabled);
}

TEST(InstanceDefaults, GiveNoGlobalSecretToAProviderHostOrClientOfTheInstance) {
  const ProviderSettings own_host = settings_of(R"({"external":{"github":{"url":"https://own.example"}}})").external.oauth.at("github");
  EXPECT_EQ(own_host.client_id, "");
  EXPECT_TRUE(own_host.secret.empty());
  EXPECT_TRUE(own_host.is_host_of_instance);
  const ProviderSettings own_client = settings_of(R"({"external":{"github":{"client_id":"own"}}})").external.oauth.at("github");
  EXPECT_EQ(own_client.client_id, "own");
  EXPECT_TRUE(own_client.secret.empty());
}

TEST(InstanceDefaults, ReadDurationsInTheUnitsOfTheWire) {
  const InstanceSettings settings = settings_of(
      R"({"jwt":{"exp":1800},"smtp":{"max_frequency":1},"mailer":{"recovery_max_age":1500000000},)"
      R"("cookies":{"duration":-1},"webhook":{"timeout_sec":2,"retries":1,"events":["login","nothing"]}})");
  EXPECT_EQ(settings.jwt.exp, 1800s);
  EXPECT_EQ(settings.smtp.max_frequency, 1us);
  EXPECT_EQ(settings.mailer.recovery_max_age, 2s);
  EXPECT_EQ(settings.cookies.duration, -1s);
  EXPECT_EQ(settings.webhook.timeout, 2s);
  EXPECT_EQ(settings.webhook.retries, 1);
  EXPECT_TRUE(settings.webhook.events[HookEvent::Login]);
  EXPECT_FALSE(settings.webhook.events[HookEvent::Signup]);
}

}  // namespace
}  // namespace gotrue
