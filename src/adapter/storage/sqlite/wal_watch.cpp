#include "adapter/storage/sqlite/wal_watch.hpp"

namespace gotrue::sqlite {
namespace {

constexpr int kRegionBytes = 32 * 1024;  // of the index, as SQLite maps it

}  // namespace

// The region stays mapped as long as the connection is open.
const std::uint64_t* WalWatch::find_header() {
  sqlite3_file* file = nullptr;
  if (sqlite3_file_control(database_, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file) return nullptr;
  if (!file->pMethods || file->pMethods->iVersion < 2 || !file->pMethods->xShmMap) return nullptr;
  void volatile* region = nullptr;
  if (file->pMethods->xShmMap(file, 0, kRegionBytes, 0, &region) != SQLITE_OK) return nullptr;
  return static_cast<const std::uint64_t*>(const_cast<void*>(region));
}

void WalWatch::remember() {
  if (!header_) header_ = find_header();
  if (header_) remembered_ = read();
}

bool WalWatch::is_unchanged() const { return header_ && read() == remembered_; }

// A commit that is being written gives a mixture, which equals nothing that was remembered; it is not acknowledged yet.
WalWatch::Header WalWatch::read() const {
  Header header;
  for (std::size_t i = 0; i < header.size(); ++i) header[i] = __atomic_load_n(header_ + i, __ATOMIC_ACQUIRE);
  return header;
}

}  // namespace gotrue::sqlite
