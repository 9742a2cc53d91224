#include "adapter/webhook/http_webhook.hpp"

#include <gtest/gtest.h>

#include <deque>

#include "base/base64url.hpp"
#include "base/sha256.hpp"
#include "fake_clock.hpp"

namespace gotrue {
namespace {

// Answers what the test lined up, one after the other; the last one again and again.
class ScriptedClient final : public HttpClient {
 public:
  Result<OutboundResponse> send(const OutboundRequest& request) override {
    requests.push_back(request);
    auto answer = answers.front();
    if (answers.size() > 1) answers.pop_front();
    return answer;
  }

  std::deque<Result<OutboundResponse>> answers;
  std::vector<OutboundRequest> requests;
};

Result<OutboundResponse> status(int code, std::string body = "") { return OutboundResponse{code, std::move(body), false}; }
Result<OutboundResponse> failure(ErrorCode code) { return fail(code); }

struct HttpWebhookTest : testing::Test {
  HookOutcome call(std::deque<Result<OutboundResponse>> answers, int tries = 3) {
    client.answers = std::move(answers);
    return webhook.call({Uuid{}, HookEvent::Login, "http://hook.example/", SecretString("whs"), "{}", tries,
                         std::chrono::seconds(1)});
  }
  std::string field(const std::string& name) const {
    for (const auto& [key, value] : client.requests.at(0).fields) {
      if (key == name) return value;
    }
    return {};
  }

  ScriptedClient client;
  FakeClock clock;
  HttpWebhook webhook{client, clock};
};

TEST_F(HttpWebhookTest, PostsTheEventWithItsName) {
  ASSERT_TRUE(call({status(200)}).reply);
  EXPECT_EQ(client.requests.at(0).method, "POST");
  EXPECT_EQ(client.requests.at(0).body, "{}");
  EXPECT_EQ(field("Content-Type"), "application/json");
  EXPECT_EQ(field("X-Netlify-Event"), "identity_login");
}

TEST_F(HttpWebhookTest, SignsTheHashOfTheBodyUnderTheSecret) {
  ASSERT_TRUE(call({status(200)}).reply);
  const std::string token = field("X-Webhook-Signature");
  const std::size_t dot = token.rfind('.');
  const Sha256Digest expected = HmacSha256("whs")(token.substr(0, dot));
  EXPECT_EQ(base64url_decode(token.substr(dot + 1)), std::string(expected.begin(), expected.end()));
  const std::size_t first = token.find('.');
  EXPECT_EQ(base64url_decode(token.substr(0, first)), R"({"alg":"HS256","typ":"JWT"})");
  const auto claims = json::parse(*base64url_decode(token.substr(first + 1, dot - first - 1)));
  EXPECT_EQ(*claims->as_object()->find("sha256")->as_string(), to_hex(sha256("{}")));
  EXPECT_EQ(*claims->as_object()->find("iss")->as_string(), "gotrue");
}

TEST_F(HttpWebhookTest, TakesThreeStatusesForSuccessAndReadsTheBodyOfOne) {
  EXPECT_TRUE(call({status(200, R"({"user_metadata":{"a":1}})")}).reply->user_metadata);
  EXPECT_TRUE(call({status(202, "garbage")}).reply);
  EXPECT_TRUE(call({status(204)}).reply);
}

TEST_F(HttpWebhookTest, TriesAgainAfterAnyOtherStatus) {
  const auto outcome = call({status(201), status(500), status(200)});
  EXPECT_TRUE(outcome.reply);
  EXPECT_EQ(outcome.tries, 3);
}

TEST_F(HttpWebhookTest, GivesUpAfterTheLastTry) {
  const auto outcome = call({status(303)});
  EXPECT_EQ(outcome.tries, 3);
  EXPECT_EQ(outcome.status, 303);
  EXPECT_EQ(outcome.reply.error().code, ErrorCode::HookFailed);
}

TEST_F(HttpWebhookTest, SaysThatTheLastTryTimedOut) {
  const auto outcome = call({status(500), failure(ErrorCode::OutboundTimedOut)}, 2);
  EXPECT_EQ(outcome.tries, 2);
  EXPECT_EQ(outcome.reply.error().code, ErrorCode::HookTimedOut);
  EXPECT_EQ(outcome.reply.error().detail, "1");
}

TEST_F(HttpWebhookTest, FailsAtOnceWithoutAConnection) {
  const auto outcome = call({failure(ErrorCode::OutboundUnreachable)});
  EXPECT_EQ(outcome.tries, 1);
  EXPECT_EQ(outcome.reply.error().code, ErrorCode::HookUnreachable);
}

TEST_F(HttpWebhookTest, FailsAtOnceOnAReplyThatIsNoObject) {
  const auto outcome = call({status(200, "{")});
  EXPECT_EQ(outcome.tries, 1);
  EXPECT_EQ(outcome.reply.error().code, ErrorCode::HookReplyInvalid);
}

TEST_F(HttpWebhookTest, RefusesAnAnswerThatWasCut) {
  EXPECT_EQ(call({OutboundResponse{200, "{}", true}}).reply.error().code, ErrorCode::HookReplyInvalid);
  EXPECT_EQ(call({OutboundResponse{500, "x", true}}).reply.error().code, ErrorCode::HookFailed);
}

TEST_F(HttpWebhookTest, SignsNothingWithoutASecret) {
  client.answers = {status(200)};
  webhook.call({Uuid{}, HookEvent::Login, "http://hook.example/", SecretString(), "{}", 1, std::chrono::seconds(1)});
  EXPECT_EQ(field("X-Webhook-Signature"), "");
}

}  // namespace
}  // namespace gotrue
