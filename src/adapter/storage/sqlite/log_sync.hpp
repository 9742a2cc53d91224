// Waits for the disk in place of SQLite, so that the writer can go on meanwhile.
#pragma once
#include <string>

namespace gotrue::sqlite {

// Syncs the write-ahead log of a database that stays open. Belongs to one thread.
class LogSync {
 public:
  // `path` of the database. Throws StorageError when its log cannot be opened.
  explicit LogSync(const std::string& path);
  ~LogSync();
  LogSync(const LogSync&) = delete;
  LogSync& operator=(const LogSync&) = delete;

  // Returns when all that was written to the log before is on the disk. When the disk refuses once, what it lost cannot
  // be known (the kernel forgets pages that it failed to write), so the answer is false from then on.
  bool sync();
  // Why; empty as long as every sync succeeded.
  const std::string& failure() const { return failure_; }

 private:
  int file_;
  std::string failure_;
};

}  // namespace gotrue::sqlite
