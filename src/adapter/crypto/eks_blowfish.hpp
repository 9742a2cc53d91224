// The expensive half of bcrypt (Provos and Mazieres, "A Future-Adaptable Password Scheme", 1999): several hashes of
// one cost, computed interleaved on one core, so that the look-ups of one hide the latency of the others.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "adapter/crypto/pi_words.hpp"

namespace gotrue {

inline constexpr std::size_t kSubkeys = 18;

// One hash under way. Holds secrets: whoever owns it wipes it.
struct EksLane {
  // What the caller sets: the password and the salt, each repeated until it fills the subkeys.
  std::array<std::uint32_t, kSubkeys> key;
  std::array<std::uint32_t, kSubkeys> salt;
  // Flips bits of the first subkey while the password is mixed in for the first time (`$2a$`, bcrypt_key.hpp).
  std::uint32_t first_subkey_flip;
  // The result: the magic text after 64 encryptions.
  std::array<std::uint32_t, 6> digest;
  // The subkeys and, behind them, the four boxes.
  std::array<std::uint32_t, kPiWordCount> words;
};

// More of them are slower: their halves leave the registers of an x86-64, their boxes the first-level cache.
inline constexpr std::size_t kMaxLanes = 6;

// Computes all `lanes`, at most kMaxLanes,. `cost` is from 4 to 31.
void run_eks_blowfish(std::span<EksLane> lanes, int cost);

}  // namespace gotrue
