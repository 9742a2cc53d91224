// Inserts rows as another engine had them.
#pragma once
#include "adapter/storage/copy/table_reader.hpp"

namespace gotrue::copy {

class TableWriter {
 public:
  TableWriter(CopyDatabase& database, const std::string& prefix, const CopiedTable& table);
  // Throws StorageError (Broken) that names the table and the row when the engine cannot hold it.
  void insert(const KeyedRow& row);
  // Behind the last row: ids that the database gives go on behind those that were copied, and its planner knows the table.
  void finish();

 private:
  void continue_numbers();
  void bind(const KeyedRow& row, bool with_address);
  void check(const KeyedRow& row) const;
  std::optional<std::size_t> index_of(std::string_view column) const;

  CopyDatabase& database_;
  const CopiedTable& table_;
  const std::string name_;
  std::unique_ptr<sql::Statement> insert_;
};

// "table users, row 6f1c..."
std::string describe_row(const CopiedTable& table, const KeyedRow& row);

}  // namespace gotrue::copy
