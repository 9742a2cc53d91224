#include "adapter/saml/metadata_source.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <future>
#include <thread>

#include "adapter/saml/corpus_test.hpp"
#include "fake_clock.hpp"

namespace gotrue::saml {
namespace {

using namespace std::chrono_literals;

class ScriptedClient final : public HttpClient {
 public:
  Result<OutboundResponse> send(const OutboundRequest& request) override {
    ++calls;
    last_url = request.url;
    if (hang) hang();
    if (is_down) return fail(ErrorCode::OutboundUnreachable);
    return OutboundResponse{status, body};
  }
  int calls = 0;
  int status = 200;
  bool is_down = false;
  std::string body;
  std::string last_url;
  std::function<void()> hang;
};

class SilentLogger final : public Logger {
 public:
  using Logger::log;
  bool enabled(LogLevel) const override { return true; }
  void log(LogLevel, std::string_view, std::span<const LogField>) override { ++lines; }
  std::atomic<int> lines = 0;
};

std::string document(const std::string& attributes = "", const std::string& entity_id = "https://idp.example.com") {
  return R"(<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID=")" + entity_id + R"(" )" + attributes +
         R"(><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor>)"
         R"(<KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>)" +
         encode_base64(corpus_certificates()[1]) +
         R"(</X509Certificate></X509Data></KeyInfo></KeyDescriptor><SingleSignOnService )"
         R"(Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/sso"/>)"
         R"(</IDPSSODescriptor></EntityDescriptor>)";
}

class MetadataSourceTest : public testing::Test {
 protected:
  MetadataSourceTest() { trusted.body = restricted.body = document(); }

  FakeClock clock;
  SilentLogger logger;
  ScriptedClient trusted;
  ScriptedClient restricted;
  MetadataSource source{{trusted, restricted}, clock, logger};
  const MetadataAddress address{"https://idp.example.com/metadata", true};
};

TEST_F(MetadataSourceTest, FetchesOnceForManySignIns) {
  EXPECT_FALSE(source.has(address));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(source.get(address));
  EXPECT_TRUE(source.has(address));
  EXPECT_EQ(trusted.calls, 1);
  EXPECT_EQ(trusted.last_url, address.url);
}

TEST_F(MetadataSourceTest, KeepsTheAddressPolicyForWhatTheEnvironmentDoesNotName) {
  ASSERT_TRUE(source.get({address.url, false}));
  EXPECT_EQ(trusted.calls, 0);
  EXPECT_EQ(restricted.calls, 1);
}

TEST_F(MetadataSourceTest, RefreshesAfterAnHourOrAsTheDocumentSays) {
  ASSERT_TRUE(source.get(address));
  clock.advance(59min);
  source.refresh_due();
  EXPECT_EQ(trusted.calls, 1);
  trusted.body = document(R"(cacheDuration="PT10M")", "https://new.example.com");
  clock.advance(1min);
  source.refresh_due();
  EXPECT_EQ(trusted.calls, 2);
  EXPECT_EQ((*source.get(address))->entity_id, "https://new.example.com");
  clock.advance(10min);
  source.refresh_due();
  EXPECT_EQ(trusted.calls, 3);
}

TEST_F(MetadataSourceTest, KeepsTheOldOnesWhileTheProviderDoesNotAnswer) {
  ASSERT_TRUE(source.get(address));
  clock.advance(1h);
  trusted.is_down = true;
  source.refresh_due();
  EXPECT_TRUE(source.get(address));
  EXPECT_EQ(logger.lines, 1);
  trusted.is_down = false;
  trusted.status = 500;
  clock.advance(1min);
  source.refresh_due();
  EXPECT_TRUE(source.get(address));
  EXPECT_EQ(trusted.calls, 3);
}

TEST_F(MetadataSourceTest, TrustsNothingThatHasEnded) {
  trusted.body = document(R"(validUntil="2023-11-14T23:00:00Z")");
  ASSERT_TRUE(source.get(address));
  trusted.is_down = true;
  clock.advance(2h);
  const auto got = source.get(address);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, ErrorCode::ExternalProviderUnavailable);
  EXPECT_FALSE(source.has(address));
}

TEST_F(MetadataSourceTest, AsksADeadProviderOnceInTenSeconds) {
  trusted.is_down = true;
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(source.get(address));
  EXPECT_EQ(trusted.calls, 1);
  trusted.is_down = false;
  clock.advance(10s);
  EXPECT_TRUE(source.get(address));
  EXPECT_EQ(trusted.calls, 2);
}

TEST_F(MetadataSourceTest, LetsSixtyFourWaitForASilentProviderAndNoMore) {
  std::promise<void> refused;
  trusted.hang = [&, answer = refused.get_future().share()] { answer.wait(); };
  std::atomic<int> served = 0;
  std::atomic<int> turned_away = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 65; ++i) {
    threads.emplace_back([&] {
      if (source.get(address)) {
        ++served;
      } else if (++turned_away == 1) {
        refused.set_value();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(served, 64);
  EXPECT_EQ(turned_away, 1);
  EXPECT_EQ(trusted.calls, 1);
}

TEST_F(MetadataSourceTest, RefusesWhatIsNoMetadata) {
  trusted.body = "<html/>";
  const auto got = source.get(address);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, ErrorCode::ExternalProviderUnavailable);
}

}  // namespace
}  // namespace gotrue::saml
