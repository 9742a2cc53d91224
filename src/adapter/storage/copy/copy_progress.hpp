// How far a copy has come: a table of the target that is there as long as the copy is unfinished.
#pragma once
#include "adapter/storage/copy/copy_database.hpp"
#include "adapter/storage/copy/row.hpp"

namespace gotrue::copy {

class CopyProgress {
 public:
  // `source` names the source without telling it: a digest.
  CopyProgress(CopyDatabase& target, const std::string& prefix, std::string source);

  // Begins, or goes on with the copy of the same source. Throws StorageError (Broken) when the target holds rows that
  // are of no copy, or of a copy of another source.
  void begin_or_resume();
  // The key of the last row that was copied; empty at the start.
  Row last_key(const CopiedTable& table);
  // Inside the transaction that copied the rows.
  void set_last_key(const CopiedTable& table, const Row& key);
  void finish();

 private:
  void refuse_rows();

  CopyDatabase& target_;
  const std::string prefix_;
  const std::string name_;
  const std::string source_;
};

}  // namespace gotrue::copy
