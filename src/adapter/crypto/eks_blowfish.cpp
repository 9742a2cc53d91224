#include "adapter/crypto/eks_blowfish.hpp"

namespace gotrue {
namespace {

// "OrpheanBeholderScryDoubt"
constexpr std::array<std::uint32_t, 6> kMagic = {0x4f727068, 0x65616e42, 0x65686f6c, 0x64657253, 0x63727944, 0x6f756274};
constexpr int kMagicEncryptions = 64;

// One block of each lane.
template <std::size_t N>
struct Blocks {
  std::uint32_t left[N] = {};
  std::uint32_t right[N] = {};
};

inline std::uint32_t substitute(const EksLane& lane, std::uint32_t half) {
  const std::uint32_t* const boxes = lane.words.data() + kSubkeys;
  std::size_t third = half >> 8 & 0xff;
  // g++ would add the place of the box to the index, an instruction more than to have it in the address.
  asm("" : "+r"(third));
  return ((boxes[half >> 24] + (boxes + 256)[half >> 16 & 0xff]) ^ (boxes + 512)[third]) + (boxes + 768)[half & 0xff];
}

// Lane by lane within a round: while one waits for its boxes, the next one has its look-ups in flight. Everything is
// unrolled, so that the halves live in registers.
template <std::size_t N>
inline __attribute__((always_inline)) void encrypt(const EksLane* lanes, Blocks<N>& blocks) {
#pragma GCC unroll 8
  for (std::size_t i = 0; i < N; ++i) blocks.left[i] ^= lanes[i].words[0];
#pragma GCC unroll 8
  for (std::size_t round = 1; round <= 16; round += 2) {
#pragma GCC unroll 8
    for (std::size_t i = 0; i < N; ++i) {
      blocks.right[i] ^= substitute(lanes[i], blocks.left[i]) ^ lanes[i].words[round];
    }
#pragma GCC unroll 8
    for (std::size_t i = 0; i < N; ++i) {
      blocks.left[i] ^= substitute(lanes[i], blocks.right[i]) ^ lanes[i].words[round + 1];
    }
  }
#pragma GCC unroll 8
  for (std::size_t i = 0; i < N; ++i) {
    const std::uint32_t left = blocks.left[i];
    blocks.left[i] = blocks.right[i] ^ lanes[i].words[17];
    blocks.right[i] = left;
  }
}

using Subkeys = std::array<std::uint32_t, kSubkeys> EksLane::*;

inline void mix_in(EksLane& lane, Subkeys subkeys) {
  for (std::size_t i = 0; i < kSubkeys; ++i) lane.words[i] ^= (lane.*subkeys)[i];
}

// ExpandKey without salt: every word is replaced by the next of a chain of encryptions.
template <std::size_t N>
inline void expand(EksLane* lanes, Subkeys subkeys) {
  for (std::size_t i = 0; i < N; ++i) mix_in(lanes[i], subkeys);
  Blocks<N> blocks;
  for (std::size_t word = 0; word < kPiWordCount; word += 2) {
    encrypt<N>(lanes, blocks);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < N; ++i) {
      lanes[i].words[word] = blocks.left[i];
      lanes[i].words[word + 1] = blocks.right[i];
    }
  }
}

// ExpandKey with salt, the first step: once per hash, so it is not interleaved.
void expand_with_salt(EksLane& lane) {
  lane.words = kPiWords;
  mix_in(lane, &EksLane::key);
  lane.words[0] ^= lane.first_subkey_flip;
  Blocks<1> block;
  for (std::size_t word = 0; word < kPiWordCount; word += 2) {
    block.left[0] ^= lane.salt[word & 2];
    block.right[0] ^= lane.salt[(word & 2) + 1];
    encrypt<1>(&lane, block);
    lane.words[word] = block.left[0];
    lane.words[word + 1] = block.right[0];
  }
}

void encrypt_magic(EksLane& lane) {
  for (std::size_t at = 0; at < kMagic.size(); at += 2) {
    Blocks<1> block{{kMagic[at]}, {kMagic[at + 1]}};
    for (int i = 0; i < kMagicEncryptions; ++i) encrypt<1>(&lane, block);
    lane.digest[at] = block.left[0];
    lane.digest[at + 1] = block.right[0];
  }
}

template <std::size_t N>
void run(EksLane* lanes, int cost) {
  for (std::size_t i = 0; i < N; ++i) expand_with_salt(lanes[i]);
  for (std::uint64_t left = std::uint64_t{1} << cost; left > 0; --left) {
    expand<N>(lanes, &EksLane::key);
    expand<N>(lanes, &EksLane::salt);
  }
  for (std::size_t i = 0; i < N; ++i) encrypt_magic(lanes[i]);
}

}  // namespace

void run_eks_blowfish(std::span<EksLane> lanes, int cost) {
  switch (lanes.size()) {
    case 1: return run<1>(lanes.data(), cost);
    case 2: return run<2>(lanes.data(), cost);
    case 3: return run<3>(lanes.data(), cost);
    case 4: return run<4>(lanes.data(), cost);
    case 5: return run<5>(lanes.data(), cost);
    case 6: return run<6>(lanes.data(), cost);
    default: return;
  }
}

}  // namespace gotrue
