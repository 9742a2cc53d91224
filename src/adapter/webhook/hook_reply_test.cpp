#include "adapter/webhook/hook_reply.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

TEST(ParseHookReply, TakesBothKindsOfMetadata) {
  const auto reply = parse_hook_reply(R"({"user_metadata":{"a":1},"app_metadata":{"roles":["x"]}})");
  ASSERT_TRUE(reply);
  EXPECT_EQ(json::to_text(*reply->user_metadata), R"({"a":1})");
  EXPECT_EQ(json::to_text(*reply->app_metadata), R"({"roles":["x"]})");
}

TEST(ParseHookReply, TakesNothingElse) {
  const auto reply = parse_hook_reply(R"({"id":"x","aud":"x","role":"admin","email":"a@b","confirmed_at":"x"})");
  ASSERT_TRUE(reply);
  EXPECT_FALSE(reply->user_metadata);
  EXPECT_FALSE(reply->app_metadata);
}

TEST(ParseHookReply, TakesNullAndNothingForNoChange) {
  for (const char* body : {"", "{}", "null", R"({"user_metadata":null,"app_metadata":null})"}) {
    const auto reply = parse_hook_reply(body);
    ASSERT_TRUE(reply) << body;
    EXPECT_FALSE(reply->user_metadata) << body;
    EXPECT_FALSE(reply->app_metadata) << body;
  }
}

TEST(ParseHookReply, RefusesWhatIsNoSuchObject) {
  for (const char* body : {"{", "garbage", "[]", "1", "\"x\"", "true", "{} {}", R"({"user_metadata":"x"})",
                           R"({"app_metadata":[1]})", R"({"user_metadata":1})", " ", "\xff", "<html></html>"}) {
    const auto reply = parse_hook_reply(body);
    ASSERT_FALSE(reply) << body;
    EXPECT_EQ(reply.error().code, ErrorCode::HookReplyInvalid) << body;
    EXPECT_FALSE(reply.error().detail.empty()) << body;
  }
}

TEST(ParseHookReply, RefusesDeepNesting) {
  const std::string body = R"({"user_metadata":)" + std::string(100'000, '[');
  EXPECT_FALSE(parse_hook_reply(body));
}

}  // namespace
}  // namespace gotrue
