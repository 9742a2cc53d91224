#include "sync_counter.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>

namespace {
std::atomic<int> syncs = 0;
std::atomic<int> writes = 0;
}

extern "C" int fsync(int file) {
  ++syncs;
  return static_cast<int>(syscall(SYS_fsync, file));
}

extern "C" int fdatasync(int file) {
  ++syncs;
  return static_cast<int>(syscall(SYS_fdatasync, file));
}

extern "C" ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset) {
  ++writes;
  return syscall(SYS_pwrite64, file, bytes, size, offset);
}

namespace gotrue {

int count_of_writes() { return writes; }
int count_of_syncs() { return syncs; }

}  // namespace gotrue
