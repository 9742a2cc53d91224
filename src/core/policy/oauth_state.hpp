// What travels through the browser and the provider between /authorize and /callback: signed, five minutes, used once
// (http-api.md "External providers", security.md 14). SAML carries the same as its RelayState.
#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/secret_string.hpp"
#include "base/sha256.hpp"
#include "base/uuid.hpp"

namespace gotrue {

inline constexpr std::chrono::seconds kStateLifetime{300};

struct OAuthState {
  std::string id;  // 128 random bits; spent by the callback
  std::string provider;
  std::string invite_token;
  std::string referrer;        // where the sign-in ends; checked already (core/policy/redirect_target.hpp)
  std::string code_challenge;  // of our client
  std::string browser;         // hash of the nonce in the browser's cookie; empty: not bound
  // What multi-instance mode needs at /callback, which has no signed header.
  Uuid instance_id;
  std::string site_url;
  std::string netlify_id;
  json::Value function_hooks = json::Object();  // as in X-Nf-Sign; null when it names none
  Time expires_at{};
};

// Signs and checks states under a key of their own, derived with a label from `master`: never that itself, or a public
// state would allow guessing it. Immutable, so any thread may use it.
class OAuthStates {
 public:
  explicit OAuthStates(const SecretString& master);

  static std::string new_id(Random& random);

  // A compact JWS, HS256, with the claims that the original's states have and ours.
  std::string sign(const OAuthState& state) const;
  // Error: OAuthStateInvalid with the public reason ("token is expired", ...).
  Result<OAuthState> verify(std::string_view text, Time now) const;

  // Secrets of one sign-in that need no storage, as they follow from its id: the verifier of PKCE towards the provider
  // and the nonce of its ID token.
  std::string code_verifier(std::string_view id) const;
  std::string nonce(std::string_view id) const;

 private:
  HmacSha256 signature_;
  HmacSha256 code_verifier_;
  HmacSha256 nonce_;
};

}  // namespace gotrue
