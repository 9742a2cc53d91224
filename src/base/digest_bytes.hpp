// A digest as the bytes that it is, for what takes texts: base64url, comparison in constant time.
#pragma once
#include <string_view>

#include "base/sha256.hpp"

namespace gotrue {

// Valid as long as `digest` is.
inline std::string_view bytes_of(const Sha256Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace gotrue
