// Unpredictable bytes, injected so that a test can seed them.
#pragma once
#include <cstddef>
#include <span>

namespace gotrue {

// Thread-safe. The real one (adapter/system) reads the kernel's generator.
class Random {
 public:
  virtual ~Random() = default;
  // Fills `out` with bytes fit for keys and tokens; never returns fewer.
  virtual void fill(std::span<unsigned char> out) = 0;
};

}  // namespace gotrue
