// A VFS that gathers what SQLite writes to the write-ahead log and hands it to the kernel in large pieces: SQLite writes
// each frame with two calls, a group commit has a hundred frames.
//
// Nothing may read the log through another connection before the sync of its commit: true with `synchronous = FULL`
// or `EXTRA`, where SQLite syncs before it publishes a commit in the WAL index. For writers of such databases alone.
#pragma once
#include <sqlite3.h>

namespace gotrue::sqlite {

// Registers it at the first call; returns its name for sqlite3_open_v2. Every other file is left to the default VFS.
const char* log_buffer_vfs();

// While one lives, a commit of that connection writes its frames but does not wait for the disk: whoever commits must
// sync the log (LogSync) before the commit is acknowledged. No checkpoint may run on the connection meanwhile, because
// a checkpoint relies on its own sync of the log.
class UnsyncedCommit {
 public:
  // Without effect for a connection whose log this VFS has not opened yet: its commit waits itself.
  explicit UnsyncedCommit(sqlite3* database);
  ~UnsyncedCommit();
  UnsyncedCommit(const UnsyncedCommit&) = delete;
  UnsyncedCommit& operator=(const UnsyncedCommit&) = delete;

  // Whether the commit, which succeeded, left frames that no sync has covered.
  bool is_owed() const;

 private:
  sqlite3_file* log_;
};

}  // namespace gotrue::sqlite
