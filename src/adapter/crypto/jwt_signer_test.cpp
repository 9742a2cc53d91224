#include "adapter/crypto/jwt_signer.hpp"

#include <gtest/gtest.h>

#include "base/base64url.hpp"
#include "fake_clock.hpp"
#include "seeded_random.hpp"

namespace gotrue {
namespace {

using namespace std::chrono_literals;
const Time kNow{1'700'000'000s};
constexpr const char* kId = "0a1b2c3d-0000-4000-8000-00000000abcd";

Instance make_instance(const char* secret = "secret") {
  InstanceSettings settings;
  settings.jwt.secret = SecretString(secret);
  return Instance(Uuid{}, settings);
}

std::string sealed_token(std::string_view header, std::string_view claims, const char* secret = "secret") {
  std::string token = base64url_encode(header) + '.' + base64url_encode(claims);
  const Sha256Digest mac = HmacSha256(secret)(token);
  return token + '.' + base64url_encode({reinterpret_cast<const char*>(mac.data()), mac.size()});
}
std::string token_of(std::string_view claims) { return sealed_token(R"({"alg":"HS256","typ":"JWT"})", claims); }

Result<VerifiedAccessToken> verify(std::string_view token) { return JwtSigner().verify(token, make_instance(), kNow); }
std::string refusal(std::string_view token) {
  const auto result = verify(token);
  return result ? "accepted" : result.error().detail;
}

AccessTokenClaims claims() {
  return {*Uuid::parse(kId), "api", "a@b.c", Metadata{}, Metadata::from_stored(R"({"n":12345678901234567890})"),
          Uuid{}, kNow, kNow + 1h};
}

TEST(JwtSigner, WritesTheHeaderAndTheClaimsOfTheContract) {
  const std::string token = JwtSigner().sign(claims(), make_instance());
  const std::size_t dot = token.find('.');
  EXPECT_EQ(base64url_decode(token.substr(0, dot)), R"({"alg":"HS256","kid":"nf-ident","typ":"JWT"})");
  EXPECT_EQ(base64url_decode(token.substr(dot + 1, token.rfind('.') - dot - 1)),
            R"({"aud":"api","exp":1700003600,"iat":1700000000,"sub":"0a1b2c3d-0000-4000-8000-00000000abcd",)"
            R"("email":"a@b.c","app_metadata":{},"user_metadata":{"n":12345678901234567890},)"
            R"("session_id":"00000000-0000-0000-0000-000000000000"})");
}

TEST(JwtSigner, LeavesAnEmptyAudienceOut) {
  AccessTokenClaims without = claims();
  without.audience.clear();
  const auto verified = verify(JwtSigner().sign(without, make_instance()));
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->audience, "");
}

TEST(JwtSigner, ReadsATokenThatComesAgainInTheSameWay) {
  const JwtSigner signer;
  const Instance instance = make_instance();
  const std::string token = signer.sign(claims(), instance);
  for (int i = 0; i < 3; ++i) {
    const auto verified = signer.verify(token, instance, kNow);
    ASSERT_TRUE(verified);
    EXPECT_EQ(verified->subject, kId);
    EXPECT_EQ(verified->audience, "api");
    EXPECT_EQ(verified->session_id, Uuid{});
  }
}

TEST(JwtSigner, ChecksTheTimesAndTheSignatureOfATokenThatComesAgain) {
  const JwtSigner signer;
  const Instance instance = make_instance();
  const std::string token = token_of(R"({"exp":1700003600,"nbf":1700000000,"sub":"x"})");
  const auto refusal_at = [&](Time now, const Instance& verifier) {
    const auto result = signer.verify(token, verifier, now);
    return result ? "accepted" : result.error().detail;
  };
  ASSERT_EQ(refusal_at(kNow, instance), "accepted");

  EXPECT_EQ(refusal_at(kNow + 1h, instance), "token is expired");
  EXPECT_EQ(refusal_at(kNow - 2min, instance), "token is not valid yet");
  EXPECT_EQ(refusal_at(kNow, make_instance("another")), "signature is invalid");
  std::string other = token;
  other.back() = other.back() == 'A' ? 'E' : 'A';
  EXPECT_FALSE(signer.verify(other, instance, kNow));
  EXPECT_TRUE(signer.verify(token, instance, kNow));
}

TEST(ClaimsMemory, KeepsABoundedNumberAndConfusesNone) {
  ClaimsMemory memory;
  const auto mac_of = [](int i) { return sha256(std::to_string(i)); };
  for (int i = 0; i < 5000; ++i) memory.keep(mac_of(i), {{std::to_string(i), "", {}}, {}, {}, {}});
  int found = 0;
  for (int i = 0; i < 5000; ++i) {
    const auto claims = memory.find(mac_of(i));
    if (!claims) continue;
    ++found;
    EXPECT_EQ(claims->token.subject, std::to_string(i));
  }
  EXPECT_GT(found, 500);
  EXPECT_LE(found, 1024);
  memory.keep(mac_of(-1), {{std::string(300, 'x'), "", {}}, {}, {}, {}});
  EXPECT_FALSE(memory.find(mac_of(-1)));
}

TEST(JwtSigner, ReadsItsOwnTokens) {
  const auto token = verify(JwtSigner().sign(claims(), make_instance()));
  ASSERT_TRUE(token);
  EXPECT_EQ(token->subject, kId);
  EXPECT_EQ(token->audience, "api");
  EXPECT_EQ(token->session_id, Uuid{});
}

TEST(JwtSigner, AcceptsAServiceTokenWithoutExp) { EXPECT_EQ(refusal(token_of(R"({"sub":"0"})")), "accepted"); }

TEST(JwtSigner, RefusesEveryTruncationExtensionAndChangeOfAToken) {
  const std::string token = JwtSigner().sign(claims(), make_instance());
  for (std::size_t i = 0; i < token.size(); ++i) {
    EXPECT_FALSE(verify(token.substr(0, i))) << i;
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(verify(changed)) << i;
  }
  for (const char* tail : {"A", "=", ".", "\n", " "}) EXPECT_FALSE(verify(token + tail)) << tail;
}

TEST(JwtSigner, RefusesATokenOfAnotherKey) {
  EXPECT_EQ(refusal(sealed_token(R"({"alg":"HS256"})", R"({"sub":"0"})", "other")), "signature is invalid");
}

struct HeaderCase {
  const char* header;
  const char* reason;
};
class BadHeader : public testing::TestWithParam<HeaderCase> {};
TEST_P(BadHeader, IsRefused) {
  EXPECT_EQ(refusal(sealed_token(GetParam().header, R"({"sub":"0"})")), GetParam().reason);
}
INSTANTIATE_TEST_SUITE_P(
    Table, BadHeader,
    testing::Values(HeaderCase{R"({"alg":"none","typ":"JWT"})", "signing method none is invalid"},
                    HeaderCase{R"({"alg":"HS512"})", "signing method HS512 is invalid"},
                    HeaderCase{R"({"alg":"hs256"})", "signing method hs256 is invalid"},
                    HeaderCase{R"({"alg":"RS256"})", "signing method RS256 is invalid"},
                    HeaderCase{R"({"typ":"JWT"})", "signing method  is invalid"},
                    HeaderCase{R"({"alg":5})", "claim alg has the wrong type"},
                    HeaderCase{R"({"alg":"HS256","crit":["exp"]})", "header crit is not allowed"},
                    HeaderCase{R"({"alg":"HS256","jwk":{}})", "header jwk is not allowed"},
                    HeaderCase{R"({"alg":"HS256","jku":"http://x"})", "header jku is not allowed"},
                    HeaderCase{R"({"alg":"HS256","x5u":"http://x"})", "header x5u is not allowed"},
                    HeaderCase{R"({"alg":"HS256","typ":"JWE"})", "token type is invalid"},
                    HeaderCase{R"({"alg":"none","alg":"HS256"})", "duplicate key in object"},
                    HeaderCase{"[]", "token is not a JSON object"},
                    HeaderCase{R"({"alg":"HS256"}x)", "invalid character 'x' after top-level value"}));

class BadClaims : public testing::TestWithParam<HeaderCase> {};
TEST_P(BadClaims, AreRefused) { EXPECT_EQ(refusal(token_of(GetParam().header)), GetParam().reason); }
INSTANTIATE_TEST_SUITE_P(
    Table, BadClaims,
    testing::Values(HeaderCase{R"({"exp":1700000000})", "token is expired"},
                    HeaderCase{R"({"exp":0})", "token is expired"}, HeaderCase{R"({"exp":-1e300})", "token is expired"},
                    HeaderCase{R"({"exp":"1800000000"})", "claim exp has the wrong type"},
                    HeaderCase{R"({"exp":null})", "claim exp has the wrong type"},
                    HeaderCase{R"({"nbf":1700000061})", "token is not valid yet"},
                    HeaderCase{R"({"iat":1700000061})", "token used before issued"},
                    HeaderCase{R"({"sub":5})", "claim sub has the wrong type"},
                    HeaderCase{R"({"aud":["api"]})", "claim aud has the wrong type"},
                    HeaderCase{R"({"app_metadata":[]})", "claim app_metadata has the wrong type"},
                    HeaderCase{R"({"sub":"0","sha256":"x"})", "token was issued for another purpose"},
                    HeaderCase{R"({"sub":"0","provider":"github"})", "token was issued for another purpose"},
                    HeaderCase{R"({"sub":"0","function_hooks":{}})", "token was issued for another purpose"},
                    HeaderCase{R"({"sub":"0","sub":"0"})", "duplicate key in object"},
                    HeaderCase{R"({"sub":"0"} )" "x", "invalid character 'x' after top-level value"}));

class GoodClaims : public testing::TestWithParam<const char*> {};
TEST_P(GoodClaims, AreAccepted) { EXPECT_EQ(refusal(token_of(GetParam())), "accepted"); }
INSTANTIATE_TEST_SUITE_P(Table, GoodClaims,
                         testing::Values(R"({"exp":1700000000.5})", R"({"exp":1.8e9})", R"({"exp":1e300})",
                                         R"({"nbf":1700000060})", R"({"iat":1700000060})",
                                         R"({"sub":"x","other":[1]})", "{}"));

TEST(JwtSigner, SaysWhatIsWrongWithTheForm) {
  EXPECT_EQ(refusal("foobar"), "token contains an invalid number of segments");
  EXPECT_EQ(refusal("a.b.c.d"), "token contains an invalid number of segments");
  EXPECT_EQ(refusal("x.y.z"), "illegal base64 data");
  EXPECT_EQ(refusal(std::string(200'000, 'a')), "token is too long");
}

}  // namespace
}  // namespace gotrue
