#include "adapter/storage/sqlite/log_buffer_vfs.hpp"

#include <sqlite3.h>

#include <mutex>
#include <new>
#include <vector>

namespace gotrue::sqlite {
namespace {

// SQLite's Unix VFS writes no more than this in one call: it keeps 17 bits of the size.
constexpr std::size_t kMaxGathered = 0x1ffff;

// What waits to be written: one run of bytes. Every call that could see the file comes after `flush`.
class LogFile {
 public:
  explicit LogFile(sqlite3_file* real) : real_(real) {}

  sqlite3_file* real() { return real_; }

  int write(const void* bytes, int size, sqlite3_int64 offset) {
    const auto count = static_cast<std::size_t>(size);
    const bool fits = offset == start_ + static_cast<sqlite3_int64>(gathered_.size()) &&
                      gathered_.size() + count <= kMaxGathered;
    if (!gathered_.empty() && !fits) {
      if (const int code = flush(); code != SQLITE_OK) return code;
    }
    if (gathered_.empty()) start_ = offset;
    const auto* const first = static_cast<const char*>(bytes);
    try {
      gathered_.insert(gathered_.end(), first, first + count);
    } catch (const std::bad_alloc&) {
      return SQLITE_IOERR_NOMEM;
    }
    return SQLITE_OK;
  }

  // A log that begins anew is synced at once: frames of the last round must not come to lie behind its new header
  // (sqlite.org/walformat.html, "The checksum algorithm").
  int sync(int flags) {
    const bool begins_anew = !gathered_.empty() && start_ == 0;
    if (const int code = flush(); code != SQLITE_OK) return code;
    if (may_owe_sync && !begins_anew) {
      owes_sync = true;
      return SQLITE_OK;
    }
    return real_->pMethods->xSync(real_, flags);
  }

  bool may_owe_sync = false;
  bool owes_sync = false;

  // What could not be written is given up: SQLite is told, rolls back, and writes it anew.
  int flush() {
    if (gathered_.empty()) return SQLITE_OK;
    const int code = real_->pMethods->xWrite(real_, gathered_.data(), static_cast<int>(gathered_.size()), start_);
    gathered_.clear();
    return code;
  }

 private:
  sqlite3_file* real_;
  std::vector<char> gathered_;
  sqlite3_int64 start_ = 0;
};

// How SQLite keeps one open log; the file of the default VFS lies behind it.
struct Handle {
  sqlite3_file base;
  LogFile* file;
};
constexpr std::size_t kHandleBytes = (sizeof(Handle) + 15) / 16 * 16;

LogFile& log_of(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file)->file; }
sqlite3_file* real_of(sqlite3_file* file) { return log_of(file).real(); }

// Runs `call` on the real file once it holds everything.
template <class F>
int after_flush(sqlite3_file* file, F call) {
  if (const int code = log_of(file).flush(); code != SQLITE_OK) return code;
  sqlite3_file* const real = real_of(file);
  return call(real, real->pMethods);
}

int close_log(sqlite3_file* file) {
  const int code = after_flush(file, [](sqlite3_file*, const sqlite3_io_methods*) { return SQLITE_OK; });
  const int closed = real_of(file)->pMethods->xClose(real_of(file));
  delete &log_of(file);
  return code != SQLITE_OK ? code : closed;
}

int read_log(sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
  return after_flush(file, [&](auto* real, auto* methods) { return methods->xRead(real, out, size, offset); });
}

int write_log(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  return log_of(file).write(bytes, size, offset);
}

int truncate_log(sqlite3_file* file, sqlite3_int64 size) {
  return after_flush(file, [&](auto* real, auto* methods) { return methods->xTruncate(real, size); });
}

int sync_log(sqlite3_file* file, int flags) { return log_of(file).sync(flags); }

int size_of_log(sqlite3_file* file, sqlite3_int64* size) {
  return after_flush(file, [&](auto* real, auto* methods) { return methods->xFileSize(real, size); });
}

int lock_log(sqlite3_file* file, int kind) { return real_of(file)->pMethods->xLock(real_of(file), kind); }
int unlock_log(sqlite3_file* file, int kind) { return real_of(file)->pMethods->xUnlock(real_of(file), kind); }
int check_lock(sqlite3_file* file, int* out) { return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out); }

int control_log(sqlite3_file* file, int operation, void* argument) {
  return after_flush(file, [&](auto* real, auto* methods) { return methods->xFileControl(real, operation, argument); });
}

int sector_size(sqlite3_file* file) { return real_of(file)->pMethods->xSectorSize(real_of(file)); }
int characteristics(sqlite3_file* file) { return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file)); }

// Version 1: a log is neither mapped nor shared memory.
constexpr sqlite3_io_methods kMethods = {1,           close_log,  read_log,    write_log,       truncate_log,
                                         sync_log,    size_of_log, lock_log,   unlock_log,      check_lock,
                                         control_log, sector_size, characteristics, nullptr, nullptr,
                                         nullptr,     nullptr,    nullptr,     nullptr};

sqlite3_vfs* default_vfs = nullptr;

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  if ((flags & SQLITE_OPEN_WAL) == 0) return default_vfs->xOpen(default_vfs, name, file, flags, out_flags);
  auto* const real = reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + kHandleBytes);
  const int code = default_vfs->xOpen(default_vfs, name, real, flags, out_flags);
  file->pMethods = nullptr;
  if (code != SQLITE_OK) return code;
  auto* const log = new (std::nothrow) LogFile(real);
  if (!log) {
    real->pMethods->xClose(real);
    return SQLITE_NOMEM;
  }
  reinterpret_cast<Handle*>(file)->file = log;
  file->pMethods = &kMethods;
  return SQLITE_OK;
}

// The log that the connection writes; null when it has none of this VFS.
sqlite3_file* find_log(sqlite3* database) {
  sqlite3_file* file = nullptr;
  if (sqlite3_file_control(database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file) != SQLITE_OK) return nullptr;
  return file && file->pMethods == &kMethods ? file : nullptr;
}

}  // namespace

UnsyncedCommit::UnsyncedCommit(sqlite3* database) : log_(find_log(database)) {
  if (!log_) return;
  log_of(log_).may_owe_sync = true;
  log_of(log_).owes_sync = false;
}

UnsyncedCommit::~UnsyncedCommit() {
  if (log_) log_of(log_).may_owe_sync = false;
}

bool UnsyncedCommit::is_owed() const { return log_ && log_of(log_).owes_sync; }

const char* log_buffer_vfs() {
  static sqlite3_vfs vfs;
  static std::once_flag once;
  std::call_once(once, [] {
    default_vfs = sqlite3_vfs_find(nullptr);
    vfs = *default_vfs;
    vfs.zName = "gotrue-log-buffer";
    vfs.szOsFile = default_vfs->szOsFile + static_cast<int>(kHandleBytes);
    vfs.xOpen = open_file;
    vfs.pNext = nullptr;
    sqlite3_vfs_register(&vfs, 0);
  });
  return vfs.zName;
}

}  // namespace gotrue::sqlite
