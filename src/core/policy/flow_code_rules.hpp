// PKCE for our clients (RFC 7636): S256 alone, never `plain` (security.md 14).
#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace gotrue {

// How long a code waits for POST /token.
inline constexpr std::chrono::seconds kFlowCodeLifetime{60};

// What /authorize takes: no challenge and no method, or an S256 challenge. Error: InvalidInput with the text.
Status check_code_challenge(std::string_view challenge, std::string_view method);

// Whether `verifier` is well formed (RFC 7636 §4.1) and its S256 challenge is `challenge`.
bool matches_code_challenge(std::string_view verifier, std::string_view challenge);

// BASE64URL(SHA256(verifier)) (RFC 7636 §4.2).
std::string make_code_challenge(std::string_view verifier);

}  // namespace gotrue
