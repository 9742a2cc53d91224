// Copies every table from one database to another, of any two engines, and proves that both hold the same.
#pragma once
#include <functional>
#include <string>

#include "adapter/storage/copy/copy_database.hpp"

namespace gotrue::copy {

struct CopyEnd {
  CopyDatabase& database;
  std::string prefix;
};

// A step of the work on a table: `done` of `total` rows; verified comes last.
struct CopyReport {
  std::string table;
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  bool is_verified = false;
};

// Reads the source on one snapshot. The target has the schema of this binary and is empty, or holds what an earlier call
// with the same `source_name` left: then it goes on there. Every page of rows is one transaction of the target. Throws
// StorageError with one clear line: a target that holds other rows, a row that it cannot hold, a sum that differs.
void copy_all(const CopyEnd& from, const CopyEnd& to, const std::string& source_name,
              const std::function<void(const CopyReport&)>& report);

}  // namespace gotrue::copy
