// Opaque tokens: refresh tokens and the one-time tokens of mails, 128 bits as 22 characters of base64url
// (security.md 9).
#pragma once
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/sha256.hpp"

namespace gotrue {

std::string new_opaque_token(Random& random);

// The one refresh token that can follow `token`: HMAC under a secret key, so that parallel refreshes agree on it
// and nobody without the key can foresee it.
std::string successor_of(std::string_view token, const HmacSha256& successor_mac);

}  // namespace gotrue
