#include "core/policy/redirect_target.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

InstanceSettings site(std::vector<std::string> allowed = {}, std::string redirect_url = {}) {
  InstanceSettings settings;
  settings.site_url = "https://site.example.com";
  settings.external.uri_allow_list = std::move(allowed);
  settings.external.redirect_url = std::move(redirect_url);
  return settings;
}

TEST(AllowedTarget, IsWhatLiesOnTheSite) {
  for (const char* url : {"https://site.example.com", "https://site.example.com/", "https://SITE.example.com:443/a?b=c",
                          "/welcome?x=1", "welcome"}) {
    EXPECT_TRUE(allowed_target(site(), url)) << url;
  }
  EXPECT_EQ(allowed_target(site(), "/welcome?x=1#f"), "https://site.example.com/welcome?x=1");
}

// security.md 16.
TEST(AllowedTarget, NeverLeadsElsewhere) {
  for (const char* url :
       {"", "https://evil.example", "//evil.example", "///evil.example", "http://site.example.com",
        "https://site.example.com:444", "https://site.example.com.evil.example", "https://site.example.com@evil.example",
        "https://user@site.example.com", "https://site.example.com:pw@evil.example/", "https:evil.example",
        "https:/evil.example", "\\\\evil.example", "/\\evil.example", "https://site.example.com\\@evil.example",
        "https://evil.example\\.site.example.com", "javascript:alert(1)", "data:text/html,x", " https://evil.example",
        "https://site.example.com\t.evil.example", "https://site.example.com\r\nX: y", "https://sit\xc3\xa9.example.com",
        "https://", "http://[::1]", "https://site.example.com%2eevil.example", "ftp://site.example.com"}) {
    EXPECT_FALSE(allowed_target(site(), url)) << url;
  }
}

TEST(AllowedTarget, MayBeOnTheAllowList) {
  const InstanceSettings settings = site({"https://app.example.com/callback", "myapp://signed-in"});
  EXPECT_TRUE(allowed_target(settings, "https://app.example.com/callback?x=1"));
  EXPECT_FALSE(allowed_target(settings, "https://app.example.com/other"));
  EXPECT_TRUE(allowed_target(settings, "myapp://signed-in"));
}

struct GlobCase {
  const char* glob;
  const char* url;
  bool is_allowed;
};

class AllowedUri : public testing::TestWithParam<GlobCase> {};

TEST_P(AllowedUri, IsMatchedPartByPart) {
  EXPECT_EQ(matches_allowed_uri(GetParam().glob, GetParam().url), GetParam().is_allowed)
      << GetParam().glob << " " << GetParam().url;
}

INSTANTIATE_TEST_SUITE_P(
    Table, AllowedUri,
    testing::Values(
        GlobCase{"https://*.example.com", "https://a.example.com", true},
        GlobCase{"https://*.example.com", "https://a.example.com/", true},
        GlobCase{"https://*.example.com", "https://a.b.example.com", false},
        GlobCase{"https://**.example.com", "https://a.b.example.com", false},
        GlobCase{"https://*.example.com", "https://example.com", false},
        GlobCase{"https://*.example.com", "https://evil.example/.example.com", false},
        GlobCase{"https://*.example.com", "https://evil.example?.example.com", false},
        GlobCase{"https://*.example.com", "https://evil#.example.com", false},
        GlobCase{"https://*.example.com", "https://a%2eb.example.com", false},
        GlobCase{"https://*.example.com", "https://evil%23.example.com", false},
        GlobCase{"https://*.example.com", "https://a@b.example.com", false},
        GlobCase{"https://*.example.com", "https://@b.example.com", false},
        GlobCase{"https://*.example.com/**", "https://a.example.com/b/c.d/e", true},
        GlobCase{"https://*.example.com/**", "https://a.example.com", true},
        GlobCase{"https://a.example.com/*", "https://a.example.com/b", true},
        GlobCase{"https://a.example.com/*", "https://a.example.com/b/c", false},
        GlobCase{"https://a.example.com/*", "https://a.example.com/b.html", false},
        GlobCase{"https://a.example.com/ok/**", "https://a.example.com/ok/../evil", false},
        GlobCase{"https://a.example.com/ok/**", "https://a.example.com/ok/%2e%2E/evil", false},
        GlobCase{"https://a.example.com/ok/**", "https://a.example.com/ok", false},
        GlobCase{"https://a.example.com", "http://a.example.com", false},
        GlobCase{"https://a.example.com", "https://a.example.com:8443", false},
        GlobCase{"https://a.example.com:8443", "https://a.example.com:8443", true},
        GlobCase{"https://a.example.com:443", "https://a.example.com", true},
        GlobCase{"http://localhost:*", "http://localhost:3000", false},
        GlobCase{"https://A.Example.com/P", "https://a.example.com/P", true},
        GlobCase{"https://a.example.com/P", "https://a.example.com/p", false},
        GlobCase{"https://a.example.com/?x=*", "https://a.example.com/?x=1", true},
        GlobCase{"https://a.example.com/?x=*", "https://a.example.com/?y=1", false},
        GlobCase{"javascript://**", "javascript://x/%0aalert(1)", false}, GlobCase{"*", "https://a.example.com", false},
        GlobCase{"https://*--site.example.com/**", "https://deploy-1--site.example.com/x", true}));

TEST(AllowedUri, TakesNoLongerForManyStars) {
  std::string glob = "https://a.example.com/";
  for (int i = 0; i < 30; ++i) glob += "**a";
  EXPECT_FALSE(matches_allowed_uri(glob, "https://a.example.com/" + std::string(1'500, 'a') + "b"));
}

TEST(ChooseTarget, PrefersWhatTheRequestAskedForThenTheConfiguredOneThenTheReferrer) {
  const InstanceSettings plain = site();
  const InstanceSettings fixed = site({}, "https://other.example.com/end");
  EXPECT_EQ(choose_target(plain, {"/a", "https://site.example.com/b"}), "https://site.example.com/a");
  EXPECT_EQ(choose_target(plain, {"https://evil.example", "https://site.example.com/b"}), "https://site.example.com/b");
  EXPECT_EQ(choose_target(plain, {"", "https://evil.example"}), "");
  EXPECT_EQ(choose_target(fixed, {"", "https://site.example.com/b"}), "");
  EXPECT_EQ(final_target(fixed, ""), "https://other.example.com/end");
  EXPECT_EQ(final_target(plain, ""), "https://site.example.com");
  EXPECT_EQ(final_target(plain, "https://site.example.com/b"), "https://site.example.com/b");
}

TEST(WithFragment, ReplacesTheOneThatWasThere) {
  EXPECT_EQ(with_fragment("https://a/#old", "new=1"), "https://a/#new=1");
  EXPECT_EQ(with_fragment("https://a", ""), "https://a");
}

TEST(WithQuery, ComesBeforeTheFragmentAndBehindAQuery) {
  EXPECT_EQ(with_query("https://a/?b=1#f", "code=x"), "https://a/?b=1&code=x");
  EXPECT_EQ(with_query("https://a", "code=x"), "https://a?code=x");
}

}  // namespace
}  // namespace gotrue
