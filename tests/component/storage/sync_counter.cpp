#include "sync_counter.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace {

std::atomic<int> syncs = 0;
std::atomic<int> writes = 0;
std::atomic<bool> is_broken = false;

std::mutex mutex;
std::condition_variable changed;
bool is_held = false;
int waiting = 0;

std::atomic<bool> is_traced = false;
std::string traced_suffix;
std::vector<std::string> trace;

std::string name_of(int file) {
  std::array<char, 4096> name{};
  const ssize_t size = readlink(("/proc/self/fd/" + std::to_string(file)).c_str(), name.data(), name.size());
  return {name.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

void note(int file, const std::string& call) {
  if (!is_traced || !name_of(file).ends_with(traced_suffix)) return;
  const std::lock_guard lock(mutex);
  trace.push_back(call);
}

void wait_while_held() {
  std::unique_lock lock(mutex);
  if (!is_held) return;
  ++waiting;
  changed.notify_all();
  changed.wait(lock, [] { return !is_held; });
  --waiting;
}

int sync_with(long call, int file) {
  ++syncs;
  note(file, "sync");
  wait_while_held();
  if (is_broken) {
    errno = EIO;
    return -1;
  }
  return static_cast<int>(syscall(call, file));
}

}  // namespace

extern "C" int fsync(int file) { return sync_with(SYS_fsync, file); }
extern "C" int fdatasync(int file) { return sync_with(SYS_fdatasync, file); }

extern "C" ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset) {
  ++writes;
  note(file, "write " + std::to_string(offset));
  return syscall(SYS_pwrite64, file, bytes, size, offset);
}

namespace gotrue {

int count_of_writes() { return writes; }
int count_of_syncs() { return syncs; }

HeldDisk::HeldDisk() {
  const std::lock_guard lock(mutex);
  is_held = true;
}

HeldDisk::~HeldDisk() { release(); }

void HeldDisk::wait_for_a_sync() const {
  std::unique_lock lock(mutex);
  changed.wait(lock, [] { return waiting > 0; });
}

void HeldDisk::release() {
  const std::lock_guard lock(mutex);
  is_held = false;
  changed.notify_all();
}

BrokenDisk::BrokenDisk() { is_broken = true; }
BrokenDisk::~BrokenDisk() { is_broken = false; }

DiskTrace::DiskTrace(std::string suffix) {
  const std::lock_guard lock(mutex);
  traced_suffix = std::move(suffix);
  trace.clear();
  is_traced = true;
}

DiskTrace::~DiskTrace() { is_traced = false; }

std::vector<std::string> DiskTrace::calls() const {
  const std::lock_guard lock(mutex);
  return trace;
}

}  // namespace gotrue
