// The fraction of pi in 32-bit words, most significant first: Blowfish begins with it (Schneier, 1993), its 18 subkeys
// and then its four boxes.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace gotrue {

inline constexpr std::size_t kPiWordCount = 18 + 4 * 256;
extern const std::array<std::uint32_t, kPiWordCount> kPiWords;

}  // namespace gotrue
