// Keeps two servers off one database file. Command-line tools do not take it and work beside a server.
#pragma once
#include <string>

namespace gotrue::sqlite {

// Held from construction to destruction, and freed by the kernel when the process dies.
class ServerLock {
 public:
  // Locks `<path>.lock`. Throws StorageError when another server holds it or the file cannot be made.
  explicit ServerLock(const std::string& path);
  ~ServerLock();
  ServerLock(const ServerLock&) = delete;
  ServerLock& operator=(const ServerLock&) = delete;

 private:
  int file_ = -1;
};

}  // namespace gotrue::sqlite
