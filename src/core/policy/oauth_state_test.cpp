#include "core/policy/oauth_state.hpp"

#include <gtest/gtest.h>

#include "base/base64url.hpp"
#include "seeded_random.hpp"

namespace gotrue {
namespace {

constexpr Time kNow{std::chrono::seconds(1'700'000'000)};

OAuthState state_of_everything() {
  OAuthState state;
  state.id = "id";
  state.provider = "github";
  state.invite_token = "invite";
  state.referrer = "https://site.example.com/page?x=1";
  state.code_challenge = "challenge";
  state.browser = "browser";
  state.instance_id = *Uuid::parse("00000000-0000-4000-8000-000000000001");
  state.site_url = "https://site.example.com";
  state.netlify_id = "n";
  json::Object hooks;
  hooks.set("login", "/hook");
  state.function_hooks = std::move(hooks);
  state.expires_at = kNow + kStateLifetime;
  return state;
}

std::string reason_of(const Result<OAuthState>& result) {
  if (result) return "accepted";
  EXPECT_EQ(result.error().code, ErrorCode::OAuthStateInvalid);
  return result.error().detail;
}

class OAuthStateTest : public testing::Test {
 protected:
  const OAuthStates states{SecretString("a secret of more than thirty-two bytes")};
  const std::string text = states.sign(state_of_everything());
};

TEST_F(OAuthStateTest, ComesBackAsItWent) {
  const auto back = states.verify(text, kNow);
  ASSERT_TRUE(back);
  EXPECT_EQ(states.sign(*back), text);
  EXPECT_EQ(back->invite_token, "invite");
  EXPECT_EQ(json::to_text(back->function_hooks), R"({"login":"/hook"})");
}

TEST_F(OAuthStateTest, IsOverAfterFiveMinutes) {
  EXPECT_TRUE(states.verify(text, kNow + kStateLifetime - std::chrono::seconds(1)));
  EXPECT_EQ(reason_of(states.verify(text, kNow + kStateLifetime)), "token is expired");
}

TEST_F(OAuthStateTest, OfAnotherKeyIsRefused) {
  EXPECT_EQ(reason_of(OAuthStates(SecretString("another")).verify(text, kNow)), "signature is invalid");
}

// security.md 11: a key that signs one thing signs nothing else.
TEST_F(OAuthStateTest, IsNotSignedWithTheMasterItself) {
  const std::string signed_text = text.substr(0, text.rfind('.'));
  const Sha256Digest digest = HmacSha256("a secret of more than thirty-two bytes")(signed_text);
  const std::string forged =
      signed_text + '.' + base64url_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
  EXPECT_EQ(reason_of(states.verify(forged, kNow)), "signature is invalid");
}

TEST_F(OAuthStateTest, SpoiltAnywhereIsRefused) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string spoilt = text;
    spoilt[i] = spoilt[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(states.verify(spoilt, kNow)) << i;
    EXPECT_FALSE(states.verify(std::string_view(text).substr(0, i), kNow)) << i;
  }
  EXPECT_FALSE(states.verify(text + "A", kNow));
  EXPECT_FALSE(states.verify(text + ".", kNow));
}

TEST_F(OAuthStateTest, WithAnotherHeaderIsRefused) {
  const std::string claims = text.substr(text.find('.'));
  for (const char* header : {R"({"alg":"none"})", R"({"alg":"HS256"})", "{}", ""}) {
    EXPECT_FALSE(states.verify(base64url_encode(header) + claims, kNow)) << header;
  }
}

TEST_F(OAuthStateTest, IsNoTokenOfAnyOtherKind) {
  for (const char* text_of_no_state : {"", ".", "..", "...", "a.b.c", "x"}) {
    EXPECT_FALSE(states.verify(text_of_no_state, kNow)) << text_of_no_state;
  }
  EXPECT_FALSE(states.verify(std::string(1'000'000, 'a'), kNow));
}

TEST_F(OAuthStateTest, GivesEachSignInSecretsOfItsOwn) {
  EXPECT_EQ(states.code_verifier("id").size(), 43u);
  EXPECT_NE(states.code_verifier("id"), states.code_verifier("di"));
  EXPECT_NE(states.code_verifier("id"), states.nonce("id"));
  SeededRandom random;
  EXPECT_NE(OAuthStates::new_id(random), OAuthStates::new_id(random));
}

}  // namespace
}  // namespace gotrue
