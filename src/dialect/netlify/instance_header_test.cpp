#include "dialect/netlify/instance_header.hpp"

#include <gtest/gtest.h>

namespace gotrue::netlify {
namespace {

Result<InstanceClaims> read(const char* text) { return read_instance_claims(*json::parse(text)->as_object()); }

constexpr const char* kId = "6f9619ff-8b86-d011-b42d-00c04fc964ff";

std::string with(const std::string& members) { return std::string(R"({"id":")") + kId + "\"" + members + "}"; }

using Urls = std::vector<std::string>;

TEST(InstanceHeader, TakesBothFormsOfAHook) {
  const auto claims = read(
      with(R"(,"site_url":"https://s.example","netlify_id":"n1","function_hooks":{"login":"/a","signup":["/b","/c"],"x":1})")
          .c_str());
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->id.to_string(), kId);
  EXPECT_EQ(claims->site_url, "https://s.example");
  EXPECT_EQ(claims->netlify_id, "n1");
  EXPECT_EQ(claims->function_hooks[HookEvent::Login], Urls{"/a"});
  EXPECT_EQ(claims->function_hooks[HookEvent::Signup], (Urls{"/b", "/c"}));
  EXPECT_EQ(claims->function_hooks[HookEvent::Validate], Urls{});
}

TEST(InstanceHeader, NeedsNothingButTheInstance) {
  const auto claims = read(with(R"(,"site_url":null,"function_hooks":null)").c_str());
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->site_url, "");
}

TEST(InstanceHeader, RefusesClaimsOfAnotherType) {
  for (const char* members : {R"(,"site_url":1)", R"(,"netlify_id":{})", R"(,"function_hooks":[])",
                              R"(,"function_hooks":{"login":1})", R"(,"function_hooks":{"login":["/a",2]})"}) {
    const auto claims = read(with(members).c_str());
    ASSERT_FALSE(claims) << members;
    EXPECT_EQ(claims.error().code, ErrorCode::InstanceHeaderInvalid);
  }
}

TEST(InstanceHeader, TellsAMissingIdFromAWrongOne) {
  EXPECT_EQ(read("{}").error().code, ErrorCode::InstanceClaimMissing);
  EXPECT_EQ(read(R"({"id":""})").error().code, ErrorCode::InstanceClaimMissing);
  EXPECT_EQ(read(R"({"id":"x"})").error().code, ErrorCode::InstanceClaimInvalid);
}

}  // namespace
}  // namespace gotrue::netlify
