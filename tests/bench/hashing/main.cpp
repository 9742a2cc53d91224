// gotrue_hash_bench: bcrypt hashes per second of one core, by how many are computed together, beside libxcrypt; the
// numbers of docs/adr/0005-interleaved-bcrypt.md. Takes the cost (10) and the seconds per row (3).
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "adapter/crypto/hash_kernel.hpp"
#include "adapter/crypto/interleaved_bcrypt_kernel.hpp"

namespace gotrue {
namespace {

// Processor time, so that a busy machine blurs it less.
double seconds_used() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// The fastest batch, in seconds: what other programs do can only make one slower.
double measure(HashKernel& kernel, std::size_t batch, const std::string& setting, double seconds) {
  double fastest = 1e9;
  for (double left = seconds; left > 0;) {
    std::vector<HashJob> jobs(batch, HashJob{"correct horse battery staple", setting, ""});
    std::vector<HashJob*> pointers;
    for (HashJob& job : jobs) pointers.push_back(&job);
    const double start = seconds_used();
    kernel.compute(pointers, [](HashJob&) {});
    const double passed = seconds_used() - start;
    fastest = std::min(fastest, passed);
    left -= passed;
  }
  return fastest;
}

void print(const char* name, std::size_t batch, double seconds) {
  std::printf("%-12s %5zu %12.1f %12.1f\n", name, batch, static_cast<double>(batch) / seconds, 1000 * seconds);
}

}  // namespace
}  // namespace gotrue

int main(int argument_count, char** arguments) {
  using namespace gotrue;
  const int cost = argument_count > 1 ? std::stoi(arguments[1]) : 10;
  const double seconds = argument_count > 2 ? std::stod(arguments[2]) : 3;
  const std::string setting = std::string("$2a$") + (cost < 10 ? "0" : "") + std::to_string(cost) + "$abcdefghijklmnopqrstuu";
  std::printf("%-12s %5s %12s %12s\n", "kernel", "batch", "hashes/s", "ms/batch");
  CryptKernel theirs;
  print("libxcrypt", 1, measure(theirs, 1, setting, seconds));
  InterleavedBcryptKernel ours;
  for (std::size_t batch = 1; batch <= kMaxLanes; ++batch) {
    print("interleaved", batch, measure(ours, batch, setting, seconds));
  }
  return 0;
}
