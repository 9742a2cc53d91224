// Computes password hashes. A kernel gets several waiting ones at a time, so that one can compute them interleaved.
#pragma once
#include <functional>
#include <span>
#include <string>

namespace gotrue {

// One hash: of `password` under `setting` (a salt with cost, or a stored hash). `result` is empty when the setting is
// none that the kernel knows.
struct HashJob {
  std::string password;
  std::string setting;
  std::string result;
};

// Thread-safe.
class HashKernel {
 public:
  virtual ~HashKernel() = default;
  // How many jobs it likes to get at once.
  virtual std::size_t width() const = 0;
  // Calls `done` for each job as soon as its result stands.
  virtual void compute(std::span<HashJob* const> jobs, const std::function<void(HashJob&)>& done) = 0;
};

// Whatever libxcrypt knows, one after the other.
class CryptKernel final : public HashKernel {
 public:
  std::size_t width() const override { return 1; }
  void compute(std::span<HashJob* const> jobs, const std::function<void(HashJob&)>& done) override;
};

}  // namespace gotrue
