// Bytes from the kernel's generator (getrandom(2)) for keys, tokens and ids.
#pragma once
#include "base/random.hpp"

namespace gotrue {

// Stateless itself; each thread keeps a small stock, so that most calls need no system call. Bytes that were
// given out are wiped from the stock, and a child of fork never uses what its parent had in stock.
class KernelRandom final : public Random {
 public:
  KernelRandom();
  // Throws std::system_error when the kernel has no generator.
  void fill(std::span<unsigned char> out) override;
};

}  // namespace gotrue
