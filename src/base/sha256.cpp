// The low-level SHA256_* calls are deprecated in OpenSSL 3 in favour of EVP, which looks an algorithm up and
// allocates for every digest: 4 times the cost for the short messages here. SHA256() is made of EVP, too.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/sha256.hpp"

#include <openssl/crypto.h>

#include <cstring>

namespace gotrue {
namespace {

constexpr std::size_t kBlockSize = 64;

SHA256_CTX keyed_context(const std::array<unsigned char, kBlockSize>& key_block, unsigned char pad) {
  std::array<unsigned char, kBlockSize> block = key_block;
  for (auto& byte : block) byte ^= pad;
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, block.data(), block.size());
  OPENSSL_cleanse(block.data(), block.size());
  return context;
}

}  // namespace

Sha256Digest sha256(std::string_view bytes) {
  Sha256Digest digest;
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, bytes.data(), bytes.size());
  SHA256_Final(digest.data(), &context);
  OPENSSL_cleanse(&context, sizeof context);
  return digest;
}

std::string to_hex(const Sha256Digest& digest) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(digest.size() * 2);
  for (const unsigned char byte : digest) {
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 0x0f]);
  }
  return text;
}

HmacSha256::HmacSha256(std::string_view key) {
  std::array<unsigned char, kBlockSize> block{};
  if (key.size() > kBlockSize) {
    const Sha256Digest digest = sha256(key);
    std::memcpy(block.data(), digest.data(), digest.size());
  } else {
    std::memcpy(block.data(), key.data(), key.size());
  }
  inner_ = keyed_context(block, 0x36);
  outer_ = keyed_context(block, 0x5c);
  OPENSSL_cleanse(block.data(), block.size());
}

HmacSha256::~HmacSha256() {
  OPENSSL_cleanse(&inner_, sizeof inner_);
  OPENSSL_cleanse(&outer_, sizeof outer_);
}

Sha256Digest HmacSha256::operator()(std::string_view message) const {
  Sha256Digest digest;
  SHA256_CTX context = inner_;
  SHA256_Update(&context, message.data(), message.size());
  SHA256_Final(digest.data(), &context);
  context = outer_;
  SHA256_Update(&context, digest.data(), digest.size());
  SHA256_Final(digest.data(), &context);
  return digest;
}

std::string derive_key(std::string_view secret, std::string_view label) {
  const Sha256Digest key = HmacSha256(secret)(label);
  return std::string(reinterpret_cast<const char*>(key.data()), key.size());
}

}  // namespace gotrue
