// A VFS that gathers what SQLite writes to the write-ahead log and hands it to the kernel in large pieces: SQLite writes
// each frame with two calls, a group commit has a hundred frames.
//
// Nothing may read the log through another connection before the sync of its commit: true with `synchronous = FULL`
// or `EXTRA`, where SQLite syncs before it publishes a commit in the WAL index. For writers of such databases alone.
#pragma once

namespace gotrue::sqlite {

// Registers it at the first call; returns its name for sqlite3_open_v2. Every other file is left to the default VFS.
const char* log_buffer_vfs();

}  // namespace gotrue::sqlite
