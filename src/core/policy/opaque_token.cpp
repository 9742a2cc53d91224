#include "core/policy/opaque_token.hpp"

#include <array>

#include "base/base64url.hpp"

namespace gotrue {
namespace {
constexpr std::size_t kTokenBytes = 16;
}

std::string new_opaque_token(Random& random) {
  std::array<unsigned char, kTokenBytes> bytes;
  random.fill(bytes);
  return base64url_encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string successor_of(std::string_view token, const HmacSha256& successor_mac) {
  const Sha256Digest digest = successor_mac(token);
  return base64url_encode({reinterpret_cast<const char*>(digest.data()), kTokenBytes});
}

}  // namespace gotrue
