#include "adapter/storage/copy/table_reader.hpp"

#include <algorithm>
#include <string_view>

#include "adapter/storage/copy/foreign_row.hpp"

namespace gotrue::copy {
namespace {

constexpr std::size_t kPage = 1'000;

Kind kind_of(const CopiedTable& table, std::string_view name) {
  const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                  [&](const Column& column) { return column.name == name; });
  return found->kind;
}

bool is_audit(const CopiedTable& table) { return table.key.empty(); }

}  // namespace

std::vector<Column> key_of(const CopiedTable& table, sql::Engine engine) {
  if (is_audit(table)) {
    switch (engine) {
      case sql::Engine::Sqlite: return {{"rowid", Kind::Integer}};
      case sql::Engine::Mysql: return {{"id", Kind::Text}};
      case sql::Engine::Postgres: return {{"instance_id", Kind::Text}, {"created_at", Kind::Time}, {"seq", Kind::Integer}};
    }
  }
  std::vector<Column> key;
  for (const char* name : table.key) key.push_back({name, kind_of(table, name)});
  return key;
}

const char* order_column(const CopiedTable& table, sql::Engine engine) {
  if (!is_audit(table)) return nullptr;
  return engine == sql::Engine::Sqlite ? "rowid" : "seq";
}

TableReader::TableReader(CopyDatabase& database, const std::string& prefix, const CopiedTable& table)
    : database_(database),
      table_(table),
      name_(prefix + table.name),
      is_there_(database.has_table(name_)),
      key_(key_of(table, database.engine())),
      count_(database.connection(), "SELECT COUNT(*) FROM " + name_) {}

std::string TableReader::select_list() const {
  std::string list;
  const bool may_lack = database_.engine() == sql::Engine::Mysql;
  const auto add = [&](const char* column) {
    const bool is_missing = may_lack && !database_.has_column(name_, column);
    list += (list.empty() ? "" : ", ") + (is_missing ? std::string("NULL") : std::string(column));
  };
  for (const Column& column : table_.columns) add(column.name);
  if (const char* order = order_column(table_, database_.engine())) add(order);
  for (const Column& column : key_) list += std::string(", ") + column.name;
  return list;
}

// (a, b) > (?, ?), written out for MySQL, which finds no index for the short form.
std::string TableReader::condition() const {
  std::string columns;
  std::string marks;
  std::string alternatives;
  std::string equal;
  for (const Column& column : key_) {
    columns += (columns.empty() ? "" : ", ") + std::string(column.name);
    marks += marks.empty() ? "?" : ", ?";
    alternatives += (alternatives.empty() ? "(" : " OR (") + equal + column.name + " > ?)";
    equal += std::string(column.name) + " = ? AND ";
  }
  if (database_.engine() == sql::Engine::Mysql) return "(" + alternatives + ")";
  return "(" + columns + ") > (" + marks + ")";
}

std::vector<KeyedRow> TableReader::read_page(const Row& after, std::size_t limit) {
  std::vector<KeyedRow> rows;
  if (!is_there_) return rows;
  std::string order;
  for (const Column& column : key_) order += (order.empty() ? "" : ", ") + std::string(column.name);
  const auto statement = database_.connection().prepare(
      "SELECT " + select_list() + " FROM " + name_ + (after.empty() ? "" : " WHERE " + condition()) + " ORDER BY " +
      order + " LIMIT " + std::to_string(limit));
  int parameter = 0;
  for (std::size_t i = 0; i < after.size(); ++i) {
    const bool is_written_out = database_.engine() == sql::Engine::Mysql;
    for (std::size_t j = is_written_out ? 0 : i; j <= i; ++j) bind_value(*statement, ++parameter, after[j]);
  }
  while (statement->step()) {
    KeyedRow& row = rows.emplace_back();
    int column = 0;
    for (const Column& read : table_.columns) row.row.push_back(read_value(*statement, column++, read.kind));
    bring_into_form(table_, row.row);
    if (order_column(table_, database_.engine())) row.row.push_back(read_value(*statement, column++, Kind::Integer));
    for (const Column& read : key_) row.key.push_back(read_value(*statement, column++, read.kind));
  }
  return rows;
}

void TableReader::for_each(const std::function<void(const KeyedRow&)>& f) {
  Row after;
  while (true) {
    const std::vector<KeyedRow> rows = read_page(after, kPage);
    for (const KeyedRow& row : rows) f(row);
    if (rows.size() < kPage) return;
    after = rows.back().key;
  }
}

std::uint64_t TableReader::count() {
  if (!is_there_) return 0;
  sql::Cursor row = count_();
  row.next();
  return static_cast<std::uint64_t>(row.int64(0));
}

RowDigest TableReader::digest(const KeyedRow& row) const {
  return digest_of(Row(row.row.begin(), row.row.begin() + static_cast<std::ptrdiff_t>(table_.columns.size())));
}

}  // namespace gotrue::copy
