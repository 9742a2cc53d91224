#include "core/policy/flow_code_rules.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

// RFC 7636, appendix B.
constexpr const char* kVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
constexpr const char* kChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

TEST(CodeChallenge, IsThatOfTheRfc) {
  EXPECT_EQ(make_code_challenge(kVerifier), kChallenge);
  EXPECT_TRUE(matches_code_challenge(kVerifier, kChallenge));
}

TEST(CodeChallenge, MayBeAbsentAltogether) { EXPECT_TRUE(check_code_challenge("", "")); }

TEST(CodeChallenge, IsTakenAsS256Alone) {
  EXPECT_TRUE(check_code_challenge(kChallenge, "S256"));
  for (const char* method : {"", "plain", "s256", "S512"}) EXPECT_FALSE(check_code_challenge(kChallenge, method)) << method;
  EXPECT_FALSE(check_code_challenge("", "S256"));
}

TEST(CodeChallenge, MustBeADigest) {
  for (const std::string& challenge : {std::string(kChallenge) + "A", std::string(kChallenge).substr(1),
                                      std::string(43, '!'), std::string(kChallenge).substr(1) + "="}) {
    EXPECT_FALSE(check_code_challenge(challenge, "S256")) << challenge;
  }
}

TEST(CodeVerifier, OfAnotherChallengeOrFormIsWrong) {
  const std::string other = std::string(kVerifier).substr(1) + "A";
  for (const std::string& verifier : {std::string(), std::string(kChallenge), other, std::string(kVerifier) + " ",
                                      std::string(129, 'a')}) {
    EXPECT_FALSE(matches_code_challenge(verifier, kChallenge)) << verifier;
  }
  const std::string too_short(42, 'a');
  EXPECT_FALSE(matches_code_challenge(too_short, make_code_challenge(too_short)));
}

}  // namespace
}  // namespace gotrue
