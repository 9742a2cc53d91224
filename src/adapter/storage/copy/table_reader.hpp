// Reads a table page by page in the order of its key.
#pragma once
#include <functional>

#include "adapter/storage/copy/copy_database.hpp"
#include "adapter/storage/copy/row.hpp"

namespace gotrue::copy {

struct KeyedRow {
  Row row;  // the columns of the table, then the place of an audit entry among those of its moment
  Row key;
};

class TableReader {
 public:
  // A table that the database lacks has no rows, a column that it lacks is NULL.
  TableReader(CopyDatabase& database, const std::string& prefix, const CopiedTable& table);

  // Up to `limit` rows behind the key `after`, which is empty at the start.
  std::vector<KeyedRow> read_page(const Row& after, std::size_t limit);
  void for_each(const std::function<void(const KeyedRow&)>& f);
  std::uint64_t count();
  // The row without the place at its end: what two engines must agree on.
  RowDigest digest(const KeyedRow& row) const;

 private:
  std::string select_list() const;
  std::string condition() const;

  CopyDatabase& database_;
  const CopiedTable& table_;
  const std::string name_;
  const bool is_there_;
  const std::vector<Column> key_;
  sql::PreparedQuery count_;
};

// The key of the table in this engine: audit entries have another one in each.
std::vector<Column> key_of(const CopiedTable& table, sql::Engine engine);
// The column that keeps the order of audit entries of the same moment; nullptr for other tables.
const char* order_column(const CopiedTable& table, sql::Engine engine);

}  // namespace gotrue::copy
