#include "adapter/storage/copy/copy_all.hpp"

#include <set>

#include "adapter/storage/copy/copy_progress.hpp"
#include "adapter/storage/copy/table_writer.hpp"

namespace gotrue::copy {
namespace {

constexpr std::size_t kPage = 500;
using Report = std::function<void(const CopyReport&)>;

class TableCopy {
 public:
  TableCopy(const CopyEnd& from, const CopyEnd& to, const CopiedTable& table, CopyProgress& progress)
      : table_(table),
        target_(to.database),
        source_rows_(from.database, from.prefix, table),
        target_rows_(to.database, to.prefix, table),
        writer_(to.database, to.prefix, table),
        progress_(progress) {}

  void copy(const Report& report) {
    Row last = progress_.last_key(table_);
    CopyReport state{table_.name, last.empty() ? 0 : target_rows_.count(), source_rows_.count(), false};
    while (true) {
      const std::vector<KeyedRow> rows = source_rows_.read_page(last, kPage);
      if (rows.empty()) break;
      last = rows.back().key;
      write(rows);
      state.done += rows.size();
      report(state);
    }
    writer_.finish();
  }

  void verify(const Report& report) {
    const TableSum source = sum(source_rows_);
    const TableSum target = sum(target_rows_);
    if (source != target) say_difference(source, target);
    report({table_.name, target.rows, source.rows, true});
  }

 private:
  void write(const std::vector<KeyedRow>& rows) {
    target_.begin();
    try {
      for (const KeyedRow& row : rows) writer_.insert(row);
      progress_.set_last_key(table_, rows.back().key);
      target_.commit();
    } catch (...) {
      target_.rollback();
      throw;
    }
  }

  static TableSum sum(TableReader& reader) {
    TableSum sum;
    reader.for_each([&](const KeyedRow& row) { sum.add(reader.digest(row)); });
    return sum;
  }

  [[noreturn]] void say_difference(const TableSum& source, const TableSum& target) {
    std::set<RowDigest> known;
    target_rows_.for_each([&](const KeyedRow& row) { known.insert(target_rows_.digest(row)); });
    source_rows_.for_each([&](const KeyedRow& row) {
      if (known.contains(source_rows_.digest(row))) return;
      throw StorageError(StorageError::Kind::Broken,
                         describe_row(table_, row) + ": the target does not hold it as it is (or the source changed "
                                                     "while the copy was interrupted)");
    });
    throw StorageError(StorageError::Kind::Broken, std::string("table ") + table_.name + ": the source has " +
                                                       std::to_string(source.rows) + " rows, the target " +
                                                       std::to_string(target.rows));
  }

  const CopiedTable& table_;
  CopyDatabase& target_;
  TableReader source_rows_;
  TableReader target_rows_;
  TableWriter writer_;
  CopyProgress& progress_;
};

// A snapshot lives as long as the copy.
void begin_long_read(CopyDatabase& source) {
  if (source.engine() == sql::Engine::Postgres) {
    source.execute("SET idle_in_transaction_session_timeout = 0; SET statement_timeout = 0");
  }
  source.begin_read();
}

}  // namespace

void copy_all(const CopyEnd& from, const CopyEnd& to, const std::string& source_name, const Report& report) {
  CopyProgress progress(to.database, to.prefix, source_name);
  progress.begin_or_resume();
  begin_long_read(from.database);
  for (const CopiedTable& table : copied_tables()) TableCopy(from, to, table, progress).copy(report);
  for (const CopiedTable& table : copied_tables()) TableCopy(from, to, table, progress).verify(report);
  from.database.rollback();
  progress.finish();
}

}  // namespace gotrue::copy
