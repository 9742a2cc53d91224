#include "adapter/storage/sqlite/log_sync.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/port/storage.hpp"

namespace gotrue::sqlite {

// SQLite locks the database and the index, never the log: to close a second descriptor of it drops no lock.
LogSync::LogSync(const std::string& path) : file_(open((path + "-wal").c_str(), O_RDWR | O_CLOEXEC)) {
  if (file_ >= 0) return;
  throw StorageError(StorageError::Kind::Unavailable, "cannot open " + path + "-wal: " + std::strerror(errno));
}

LogSync::~LogSync() { close(file_); }

bool LogSync::sync() {
  if (!failure_.empty()) return false;
  if (fdatasync(file_) == 0) return true;
  failure_ = std::string("the disk has lost writes, restart the server: ") + std::strerror(errno);
  return false;
}

}  // namespace gotrue::sqlite
