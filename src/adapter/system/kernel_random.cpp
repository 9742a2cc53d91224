#include "adapter/system/kernel_random.hpp"

#include <openssl/crypto.h>
#include <pthread.h>
#include <sys/random.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <system_error>

namespace gotrue {
namespace {

// Counted up in the child of every fork: a stock of another generation is not used.
std::atomic<unsigned> fork_generation{0};

void read_kernel(unsigned char* out, std::size_t size) {
  while (size > 0) {
    const ssize_t count = getrandom(out, size, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw std::system_error(errno, std::generic_category(), "getrandom");
    out += count;
    size -= static_cast<std::size_t>(count);
  }
}

class Stock {
 public:
  static constexpr std::size_t kSize = 512;

  ~Stock() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

  void take(std::span<unsigned char> out) {
    const unsigned generation = fork_generation.load(std::memory_order_relaxed);
    if (left_ < out.size() || generation != generation_) refill(generation);
    unsigned char* const first = bytes_.data() + (kSize - left_);
    std::memcpy(out.data(), first, out.size());
    OPENSSL_cleanse(first, out.size());
    left_ -= out.size();
  }

 private:
  void refill(unsigned generation) {
    left_ = 0;
    read_kernel(bytes_.data(), kSize);
    left_ = kSize;
    generation_ = generation;
  }

  std::array<unsigned char, kSize> bytes_{};
  std::size_t left_ = 0;
  unsigned generation_ = 0;
};

}  // namespace

KernelRandom::KernelRandom() {
  static std::once_flag once;
  std::call_once(once, [] { pthread_atfork(nullptr, nullptr, [] { fork_generation.fetch_add(1); }); });
}

void KernelRandom::fill(std::span<unsigned char> out) {
  if (out.empty()) return;
  if (out.size() > Stock::kSize / 4) return read_kernel(out.data(), out.size());
  thread_local Stock stock;
  stock.take(out);
}

}  // namespace gotrue
