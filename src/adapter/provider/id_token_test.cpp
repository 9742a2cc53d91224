#include "adapter/provider/id_token.hpp"

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "base/base64url.hpp"
#include "base/sha256.hpp"

namespace gotrue {
namespace {

constexpr Time kNow{std::chrono::seconds(1'700'000'000)};
const IdTokenRule kRule{"https://op.example.com", "client", "nonce", kNow};
constexpr const char* kClaims =
    R"({"iss":"https://op.example.com","sub":"7","aud":"client","exp":1700000100,"iat":1700000000,"nonce":"nonce"})";

std::string number_of(EVP_PKEY* key, const char* name, std::size_t size) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  std::string bytes(size ? size : static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  BN_free(number);
  return base64url_encode(bytes);
}

// A key pair with its JWK and a way to sign.
struct TestKey {
  std::unique_ptr<EVP_PKEY, JwkDeleter> key;
  std::string jwk;
  std::string algorithm;

  std::string sign(std::string_view text) const {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* parameters = nullptr;
    const bool is_okp = algorithm == "EdDSA";
    EVP_DigestSignInit_ex(context, &parameters, is_okp ? nullptr : "SHA256", nullptr, nullptr, key.get(), nullptr);
    if (algorithm[0] == 'P') {
      EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING);
      EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST);
    }
    std::string signature(1'024, '\0');
    std::size_t length = signature.size();
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &length,
                   reinterpret_cast<const unsigned char*>(text.data()), text.size());
    EVP_MD_CTX_free(context);
    signature.resize(length);
    return algorithm == "ES256" ? raw(signature) : signature;
  }

  std::string token(const std::string& claims, std::string header = {}) const {
    if (header.empty()) header = R"({"alg":")" + algorithm + R"(","kid":"k"})";
    const std::string text = base64url_encode(header) + '.' + base64url_encode(claims);
    return text + '.' + base64url_encode(sign(text));
  }

 private:
  static std::string raw(const std::string& der) {
    const unsigned char* at = reinterpret_cast<const unsigned char*>(der.data());
    ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    std::string bytes(64, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), reinterpret_cast<unsigned char*>(bytes.data()), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), reinterpret_cast<unsigned char*>(bytes.data()) + 32, 32);
    ECDSA_SIG_free(pair);
    return bytes;
  }
};

TestKey rsa_test_key(const std::string& algorithm = "RS256", unsigned bits = 2'048) {
  TestKey made{std::unique_ptr<EVP_PKEY, JwkDeleter>(EVP_RSA_gen(bits)), {}, algorithm};
  made.jwk = R"({"kty":"RSA","kid":"k","use":"sig","n":")" + number_of(made.key.get(), "n", 0) + R"(","e":")" +
             number_of(made.key.get(), "e", 0) + "\"}";
  return made;
}

TestKey ec_test_key() {
  TestKey made{std::unique_ptr<EVP_PKEY, JwkDeleter>(EVP_EC_gen("P-256")), {}, "ES256"};
  made.jwk = R"({"kty":"EC","crv":"P-256","kid":"k","x":")" + number_of(made.key.get(), "qx", 32) + R"(","y":")" +
             number_of(made.key.get(), "qy", 32) + "\"}";
  return made;
}

TestKey okp_test_key() {
  TestKey made{std::unique_ptr<EVP_PKEY, JwkDeleter>(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")), {}, "EdDSA"};
  std::string bytes(32, '\0');
  std::size_t size = bytes.size();
  EVP_PKEY_get_raw_public_key(made.key.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size);
  made.jwk = R"({"kty":"OKP","crv":"Ed25519","kid":"k","x":")" + base64url_encode(bytes) + "\"}";
  return made;
}

JwkSet set_of(const std::string& jwks) { return *JwkSet::parse(R"({"keys":[)" + jwks + "]}"); }

IdTokenFault fault_of(const std::string& token, const JwkSet& keys) { return check_id_token(token, keys, kRule).fault; }

class IdToken : public testing::Test {
 protected:
  static void SetUpTestSuite() { key_ = new TestKey(rsa_test_key()); }
  static void TearDownTestSuite() { delete std::exchange(key_, nullptr); }
  static IdTokenFault fault_of_claims(const std::string& claims) {
    return fault_of(key_->token(claims), set_of(key_->jwk));
  }

  inline static TestKey* key_ = nullptr;
};

TEST_F(IdToken, IsTakenWithEveryAlgorithm) {
  EXPECT_EQ(fault_of(key_->token(kClaims), set_of(key_->jwk)), IdTokenFault::None);
  const TestKey pss = rsa_test_key("PS256");
  EXPECT_EQ(fault_of(pss.token(kClaims), set_of(pss.jwk)), IdTokenFault::None);
  const TestKey ec = ec_test_key();
  EXPECT_EQ(fault_of(ec.token(kClaims), set_of(ec.jwk)), IdTokenFault::None);
  const TestKey okp = okp_test_key();
  EXPECT_EQ(fault_of(okp.token(kClaims), set_of(okp.jwk)), IdTokenFault::None);
}

TEST_F(IdToken, OfAnotherKeyIsRefused) {
  const TestKey other = rsa_test_key();
  EXPECT_EQ(fault_of(other.token(kClaims), set_of(key_->jwk)), IdTokenFault::Signature);
  EXPECT_EQ(fault_of(key_->token(kClaims, R"({"alg":"RS256","kid":"new"})"), set_of(key_->jwk)),
            IdTokenFault::UnknownKey);
}

TEST_F(IdToken, WithoutKeyIdNeedsASingleKey) {
  const std::string token = key_->token(kClaims, R"({"alg":"RS256"})");
  EXPECT_EQ(fault_of(token, set_of(key_->jwk)), IdTokenFault::None);
  EXPECT_EQ(fault_of(token, set_of(key_->jwk + ',' + rsa_test_key().jwk)), IdTokenFault::Signature);
}

// A public key must never serve as the secret of an HMAC, nor a token without signature pass.
TEST_F(IdToken, WithAnotherKindOfAlgorithmIsRefused) {
  for (const char* header : {R"({"alg":"none"})", R"({"alg":"HS256","kid":"k"})", R"({"alg":"ES256","kid":"k"})", R"({"kid":"k"})",
                             R"({"alg":7})", R"({"alg":"RS256","crit":["x"]})", "x"}) {
    EXPECT_NE(fault_of(key_->token(kClaims, header), set_of(key_->jwk)), IdTokenFault::None) << header;
  }
  const std::string text = base64url_encode(R"({"alg":"none"})") + '.' + base64url_encode(kClaims) + '.';
  EXPECT_NE(fault_of(text, set_of(key_->jwk)), IdTokenFault::None);
}

TEST_F(IdToken, SaysWhoIssuedItForWhomAndWhen) {
  const auto with = [](const std::string& members) {
    return R"({"iss":"https://op.example.com","sub":"7","aud":"client","exp":1700000100,"iat":1700000000,"nonce":"nonce")" +
           members + "}";
  };
  EXPECT_EQ(fault_of_claims(with(R"(,"azp":"client")")), IdTokenFault::None);
  EXPECT_EQ(fault_of_claims(with(R"(,"azp":"other")")), IdTokenFault::AuthorizedParty);
  const std::string head = R"({"iss":"https://op.example.com","sub":"7",)";
  const std::string tail = R"(,"exp":1700000100,"iat":1700000000,"nonce":"nonce"})";
  EXPECT_EQ(fault_of_claims(head + R"("aud":["client"])" + tail), IdTokenFault::None);
  EXPECT_EQ(fault_of_claims(head + R"("aud":["client","b"])" + tail), IdTokenFault::AuthorizedParty);
  EXPECT_EQ(fault_of_claims(head + R"("aud":["client","b"],"azp":"client")" + tail), IdTokenFault::None);
  EXPECT_EQ(fault_of_claims(head + R"("aud":["b"])" + tail), IdTokenFault::Audience);
  EXPECT_EQ(fault_of_claims(head + R"("aud":"b")" + tail), IdTokenFault::Audience);
  EXPECT_EQ(fault_of_claims(head + R"("aud":7)" + tail), IdTokenFault::Audience);
}

TEST_F(IdToken, WithAClaimThatIsWrongOrMissingIsRefused) {
  const struct {
    const char* from;
    const char* to;
    IdTokenFault fault;
  } cases[] = {{"\"iss\":\"https://op.example.com\"", "\"iss\":\"https://op.example.com/\"", IdTokenFault::Issuer},
               {"\"iss\":\"https://op.example.com\",", "", IdTokenFault::Issuer},
               {"\"exp\":1700000100", "\"exp\":1699999940", IdTokenFault::Expired},
               {"\"exp\":1700000100,", "", IdTokenFault::Expired},
               {"\"exp\":1700000100", "\"exp\":\"1700000100\"", IdTokenFault::Expired},
               {"\"iat\":1700000000", "\"iat\":1700000100", IdTokenFault::IssuedLater},
               {",\"iat\":1700000000", "", IdTokenFault::IssuedLater},
               {"\"nonce\":\"nonce\"", "\"nonce\":\"other\"", IdTokenFault::Nonce},
               {",\"nonce\":\"nonce\"", "", IdTokenFault::Nonce},
               {"\"sub\":\"7\"", "\"sub\":\"\"", IdTokenFault::Subject},
               {"\"sub\":\"7\"", "\"sub\":7", IdTokenFault::Subject},
               {"\"sub\":\"7\"", "\"sub\":\"7\",\"sub\":\"8\"", IdTokenFault::Malformed}};
  for (const auto& [from, to, fault] : cases) {
    std::string claims = kClaims;
    claims.replace(claims.find(from), std::string_view(from).size(), to);
    EXPECT_EQ(fault_of_claims(claims), fault) << claims;
  }
}

TEST_F(IdToken, SpoiltAnywhereIsRefused) {
  const std::string token = key_->token(kClaims);
  const JwkSet keys = set_of(key_->jwk);
  for (std::size_t i = 0; i < token.size(); i += 7) {
    std::string spoilt = token;
    spoilt[i] = spoilt[i] == 'A' ? 'B' : 'A';
    EXPECT_NE(fault_of(spoilt, keys), IdTokenFault::None) << i;
    EXPECT_NE(fault_of(token.substr(0, i), keys), IdTokenFault::None) << i;
  }
  EXPECT_NE(fault_of(std::string(200'000, '.'), keys), IdTokenFault::None);
}

TEST(JwkSetParse, LeavesOutWhatIsNoKeyForSignatures) {
  for (const char* text : {"", "[]", "{}", R"({"keys":{}})", "x"}) EXPECT_FALSE(JwkSet::parse(text)) << text;
  const std::string token = rsa_test_key().token(kClaims);
  for (const std::string jwk :
       {R"({"kty":"oct","kid":"k","k":"AAAA"})", R"({"kty":"RSA","kid":"k","n":"AQAB","e":"AQAB"})", R"({"kty":"RSA","kid":"k"})",
        R"({"kty":"EC","crv":"P-256","kid":"k","x":"AA","y":"AA"})", R"({"kty":"OKP","crv":"X25519","kid":"k","x":"AA"})", "7",
        R"({"kty":7})"}) {
    EXPECT_EQ(fault_of(token, set_of(jwk)), IdTokenFault::UnknownKey) << jwk;
  }
  const TestKey weak = rsa_test_key("RS256", 1'024);
  EXPECT_EQ(fault_of(weak.token(kClaims), set_of(weak.jwk)), IdTokenFault::UnknownKey);
  TestKey for_encryption = rsa_test_key();
  for_encryption.jwk.replace(for_encryption.jwk.find("sig"), 3, "enc");
  EXPECT_EQ(fault_of(for_encryption.token(kClaims), set_of(for_encryption.jwk)), IdTokenFault::UnknownKey);
}

TEST(JwkSetParse, TakesNoPointThatIsNotOnItsCurve) {
  TestKey key = ec_test_key();
  const std::size_t x = key.jwk.find("\"x\":\"") + 5;
  key.jwk[x] = key.jwk[x] == 'A' ? 'B' : 'A';
  EXPECT_NE(fault_of(key.token(kClaims), set_of(key.jwk)), IdTokenFault::None);
}

}  // namespace
}  // namespace gotrue
