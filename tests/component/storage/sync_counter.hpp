// What this program does to the disk: it defines fsync, fdatasync and pwrite itself (sync_counter.cpp), and SQLite, linked
// statically, calls these.
#pragma once
#include <string>
#include <vector>

namespace gotrue {

// How often the program has waited for the disk.
int count_of_syncs();
// How often it has written to files.
int count_of_writes();

// Keeps every fdatasync from returning while it is held.
class HeldDisk {
 public:
  HeldDisk();
  ~HeldDisk();
  HeldDisk(const HeldDisk&) = delete;
  HeldDisk& operator=(const HeldDisk&) = delete;

  // Returns when a thread waits for the disk.
  void wait_for_a_sync() const;
  void release();
};

// Lets every fdatasync fail while it lives.
class BrokenDisk {
 public:
  BrokenDisk();
  ~BrokenDisk();
};

// Notes writes ("write <offset>") and syncs ("sync") of files whose name ends with `suffix` while it lives.
class DiskTrace {
 public:
  explicit DiskTrace(std::string suffix);
  ~DiskTrace();
  std::vector<std::string> calls() const;
};

}  // namespace gotrue
