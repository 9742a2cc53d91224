#include "core/policy/flow_code_rules.hpp"

#include <algorithm>
#include <string>

#include "base/base64url.hpp"
#include "base/secret_string.hpp"
#include "base/sha256.hpp"

namespace gotrue {
namespace {

constexpr std::size_t kChallengeSize = 43;  // 32 bytes in base64url
constexpr std::size_t kLeastVerifier = 43;
constexpr std::size_t kMostVerifier = 128;

bool is_verifier(std::string_view text) {
  const auto is_unreserved = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
  };
  return text.size() >= kLeastVerifier && text.size() <= kMostVerifier &&
         std::all_of(text.begin(), text.end(), is_unreserved);
}

}  // namespace

Status check_code_challenge(std::string_view challenge, std::string_view method) {
  if (challenge.empty() && method.empty()) return {};
  if (challenge.empty()) return fail(ErrorCode::InvalidInput, "code_challenge required with code_challenge_method");
  // Without a method RFC 7636 §4.3 means `plain`.
  if (method != "S256") return fail(ErrorCode::InvalidInput, "code_challenge_method must be S256");
  if (challenge.size() != kChallengeSize || !base64url_decode(challenge)) {
    return fail(ErrorCode::InvalidInput, "code_challenge is not the base64url text of a SHA-256 digest");
  }
  return {};
}

bool matches_code_challenge(std::string_view verifier, std::string_view challenge) {
  return is_verifier(verifier) && equal_in_constant_time(make_code_challenge(verifier), challenge);
}

std::string make_code_challenge(std::string_view verifier) {
  const Sha256Digest digest = sha256(verifier);
  return base64url_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace gotrue
