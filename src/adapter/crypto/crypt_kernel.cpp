#include <crypt.h>

#include <cstring>
#include <memory>

#include "adapter/crypto/hash_kernel.hpp"
#include "base/secret_string.hpp"

namespace gotrue {

void CryptKernel::compute(std::span<HashJob* const> jobs, const std::function<void(HashJob&)>& done) {
  // 32 KiB, too much for a small stack.
  const auto scratch = std::make_unique<crypt_data>();
  for (HashJob* job : jobs) {
    std::memset(scratch.get(), 0, sizeof *scratch);
    const char* result = crypt_rn(job->password.c_str(), job->setting.c_str(), scratch.get(), sizeof *scratch);
    job->result = result ? result : "";
    wipe(job->password);
    done(*job);
  }
  explicit_bzero(scratch.get(), sizeof *scratch);
}

}  // namespace gotrue
