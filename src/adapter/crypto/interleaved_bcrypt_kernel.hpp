// bcrypt of our own: up to six hashes interleaved on the calling thread, four times the hashes per core of one after
// the other (docs/adr/0005-interleaved-bcrypt.md).
#pragma once
#include "adapter/crypto/eks_blowfish.hpp"
#include "adapter/crypto/hash_kernel.hpp"

namespace gotrue {

// Gives bit by bit what libxcrypt gives for `$2a$`, `$2b$` and `$2y$`; every other setting goes to CryptKernel.
class InterleavedBcryptKernel final : public HashKernel {
 public:
  std::size_t width() const override { return kMaxLanes; }
  // Jobs of one cost are computed together.
  void compute(std::span<HashJob* const> jobs, const std::function<void(HashJob&)>& done) override;

 private:
  CryptKernel others_;
};

}  // namespace gotrue
