// Tells whether anybody, this process or another, has committed to a WAL database, without a system call: the header
// of the shared WAL index changes with every commit (sqlite.org/walformat.html, "WAL-Index Header").
#pragma once
#include <sqlite3.h>

#include <array>
#include <cstdint>

namespace gotrue::sqlite {

// Belongs to one connection and its thread.
class WalWatch {
 public:
  explicit WalWatch(sqlite3* database) : database_(database) {}

  // What the next snapshot will show at the least. The connection must have read before, or nothing is remembered.
  void remember();
  // True when no commit was acknowledged since `remember`; false when that cannot be known.
  bool is_unchanged() const;

 private:
  static constexpr std::size_t kHeaderWords = 6;  // of 8 bytes: the first of the header's two copies
  using Header = std::array<std::uint64_t, kHeaderWords>;
  const std::uint64_t* find_header();
  Header read() const;

  sqlite3* database_;
  const std::uint64_t* header_ = nullptr;  // in the memory that all connections share
  Header remembered_{};
};

}  // namespace gotrue::sqlite
