// Our own key over a real database, and what keeps an assertion from being used twice.
#include <gtest/gtest.h>

#include <thread>

#include "../usecase/account_fixture.hpp"
#include "adapter/crypto/aes_sealer.hpp"
#include "adapter/saml/xml_saml_provider.hpp"
#include "core/usecase/sign_in_saml.hpp"

namespace gotrue {
namespace {

class NoNetwork final : public HttpClient {
 public:
  Result<OutboundResponse> send(const OutboundRequest&) override { return fail(ErrorCode::OutboundUnreachable); }
};

class SilentLogger final : public Logger {
 public:
  using Logger::log;
  bool enabled(LogLevel) const override { return false; }
  void log(LogLevel, std::string_view, std::span<const LogField>) override {}
};

InstanceSettings with_saml() {
  InstanceSettings settings = default_settings();
  settings.external.saml.enabled = true;
  settings.external.saml.metadata_url = "https://idp.example.com/metadata";
  settings.external.saml.api_base = "https://sp.example.com";
  return settings;
}

class SamlProviderTest : public AccountFixture {
 protected:
  SamlProviderTest() : AccountFixture(with_saml()) {}

  // What another node on the same database would be.
  struct Node {
    explicit Node(SamlProviderTest& test)
        : source({test.network, test.network}, test.clock, test.logger), provider(test.sealed_services(), source, test.logger) {}
    saml::MetadataSource source;
    saml::XmlSamlProvider provider;
  };

  Services sealed_services() {
    Services all = services;
    return {all.clock, all.random, all.storage, all.hasher, all.signer, aes, all.account_guard, all.mail_frequency_memory,
            all.webhook};
  }

  NoNetwork network;
  SilentLogger logger;
  AesSealer aes{random};
};

TEST_F(SamlProviderTest, MakesAKeyOnceAndKeepsItForAllNodes) {
  Node one(*this);
  Node other(*this);
  const auto first = one.provider.metadata(instance);
  ASSERT_TRUE(first) << first.error().internal;
  EXPECT_EQ(*one.provider.metadata(instance), *first);
  EXPECT_EQ(*other.provider.metadata(instance), *first);
}

TEST_F(SamlProviderTest, NodesThatStartTogetherAgreeOnTheKey) {
  Node one(*this);
  Node other(*this);
  Result<std::string> from_other = std::string();
  std::thread thread([&] { from_other = other.provider.metadata(instance); });
  const auto from_one = one.provider.metadata(instance);
  thread.join();
  ASSERT_TRUE(from_one && from_other);
  EXPECT_EQ(*from_one, *from_other);
}

TEST_F(SamlProviderTest, StoresThePrivateKeySealed) {
  Node node(*this);
  ASSERT_TRUE(node.provider.metadata(instance));
  const auto stored = storage->read([&](Repositories& r) { return r.saml_keys().find(Uuid{}); });
  ASSERT_TRUE(stored);
  EXPECT_TRUE(stored->certificate.starts_with("-----BEGIN CERTIFICATE-----"));
  EXPECT_EQ(stored->sealed_key.find("PRIVATE KEY"), std::string::npos);
}

TEST_F(SamlProviderTest, MakesANewKeyWhenTheJwtSecretIsAnother) {
  Node node(*this);
  const auto before = node.provider.metadata(instance);
  InstanceSettings settings = with_saml();
  settings.jwt.secret = SecretString("another secret of more than thirty-two bytes");
  const Instance changed(Uuid{}, settings);
  Node restarted(*this);
  const auto after = restarted.provider.metadata(changed);
  ASSERT_TRUE(before && after);
  EXPECT_NE(*before, *after);
  Node again(*this);
  EXPECT_EQ(*again.provider.metadata(changed), *after);
}

TEST_F(SamlProviderTest, HasNoRequestWhileTheProviderCannotBeReached) {
  Node node(*this);
  EXPECT_FALSE(node.provider.is_ready(instance));
  const auto url = node.provider.request_url(instance, "state");
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().code, ErrorCode::ExternalProviderUnavailable);
}

TEST_F(SamlProviderTest, RefusesWhatIsNoBase64) {
  Node node(*this);
  const auto checked = node.provider.check_response(instance, "PHNhbWxwOlJlc3Bvbn", "state");
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, ErrorCode::SamlResponseInvalid);
}

class SignInSaml : public SamlProviderTest {
 protected:
  SamlAssertion assertion(const std::string& id) {
    return {"https://idp.example.com " + id, clock.now() + 5min, {"saml", "ann@example.com", {{"ann@example.com", true, true}}, {}}};
  }
};

TEST_F(SignInSaml, MakesAConfirmedUser) {
  const auto output = sign_in_saml(services, context(), {assertion("_1")});
  ASSERT_TRUE(output) << output.error().internal;
  EXPECT_TRUE(output->tokens);
  EXPECT_TRUE(stored("ann@example.com").confirmed_at);
}

TEST_F(SignInSaml, AcceptsAnAssertionOnce) {
  ASSERT_TRUE(sign_in_saml(services, context(), {assertion("_1")}));
  const auto again = sign_in_saml(services, context(), {assertion("_1")});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::SamlResponseInvalid);
  EXPECT_EQ(again.error().internal, "SAML: the assertion was used before");
  EXPECT_TRUE(sign_in_saml(services, context(), {assertion("_2")}));
}

TEST_F(SignInSaml, OfManyAtTheSameTimeWithOneAssertionOneSucceeds) {
  std::atomic<int> signed_in = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { signed_in += sign_in_saml(services, context(), {assertion("_1")}).has_value(); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(signed_in, 1);
}

}  // namespace
}  // namespace gotrue
