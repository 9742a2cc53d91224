// Repeatable bytes for tests: the same seed gives the same sequence.
#pragma once
#include <cstdint>
#include <mutex>

#include "base/random.hpp"

namespace gotrue {

class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed = 1) : state_(seed) {}
  void fill(std::span<unsigned char> out) override {
    const std::lock_guard lock(mutex_);
    for (auto& byte : out) {
      state_ = state_ * 6364136223846793005ull + 1442695040888963407ull;
      byte = static_cast<unsigned char>(state_ >> 56);
    }
  }

 private:
  std::mutex mutex_;
  std::uint64_t state_;
};

}  // namespace gotrue
