// SHA-256 and HMAC-SHA-256 (FIPS 180-4, RFC 2104) over OpenSSL's block function.
#pragma once
#include <openssl/sha.h>

#include <array>
#include <string>
#include <string_view>

namespace gotrue {

using Sha256Digest = std::array<unsigned char, 32>;

Sha256Digest sha256(std::string_view bytes);
// Lower-case hex of a digest.
std::string to_hex(const Sha256Digest& digest);

// A keyed HMAC whose two key blocks are hashed once, at construction. Immutable afterwards, so one object
// may be used by any number of threads.
class HmacSha256 {
 public:
  explicit HmacSha256(std::string_view key);
  ~HmacSha256();
  HmacSha256(const HmacSha256&) = default;
  HmacSha256& operator=(const HmacSha256&) = default;

  Sha256Digest operator()(std::string_view message) const;

 private:
  SHA256_CTX inner_;
  SHA256_CTX outer_;
};

// A 256-bit key for one purpose, derived from a master secret: HMAC(secret, label). The label names the
// purpose ("gotrue refresh token successor"), so that no two purposes share a key.
std::string derive_key(std::string_view secret, std::string_view label);

}  // namespace gotrue
