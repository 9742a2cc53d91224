#include "adapter/storage/sqlite/server_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/port/storage.hpp"

namespace gotrue::sqlite {

ServerLock::ServerLock(const std::string& path) {
  const std::string name = path + ".lock";
  file_ = open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file_ < 0) {
    throw StorageError(StorageError::Kind::Unavailable, "cannot write " + name + ": " + std::strerror(errno));
  }
  if (flock(file_, LOCK_EX | LOCK_NB) != 0) {
    close(file_);
    throw StorageError(StorageError::Kind::Unavailable, "the database " + path + " is held by another gotrue server");
  }
}

ServerLock::~ServerLock() { close(file_); }

}  // namespace gotrue::sqlite
