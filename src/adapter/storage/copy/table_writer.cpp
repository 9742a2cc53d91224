#include "adapter/storage/copy/table_writer.hpp"

#include "adapter/storage/sql/account_key.hpp"
#include "base/email_address.hpp"
#include "base/utf8.hpp"

namespace gotrue::copy {
namespace {

constexpr std::string_view kUsers = "users";

// What is made from the address of a user and not copied.
std::vector<std::string> derived_columns(const CopiedTable& table, sql::Engine engine) {
  if (table.name != kUsers) return {};
  if (engine == sql::Engine::Mysql) return {"email_normal", "email_normal_of"};
  return {"email_normal"};
}

std::string insert_text(const std::string& name, const CopiedTable& table, sql::Engine engine) {
  std::string columns;
  std::string marks;
  const auto add = [&](const std::string& column) {
    columns += (columns.empty() ? "" : ", ") + column;
    marks += marks.empty() ? "?" : ",?";
  };
  for (const Column& column : table.columns) add(column.name);
  if (const char* order = order_column(table, engine)) add(order);
  for (const std::string& column : derived_columns(table, engine)) add(column);
  return "INSERT INTO " + name + " (" + columns + ") VALUES (" + marks + ")";
}

// Entries of the original server have no place: before all others. SQLite gives one itself.
Value place_of(const KeyedRow& row, sql::Engine engine) {
  Value place = row.row.back();
  const bool is_none = place.is_null || place.number == 0;
  if (is_none) place = {Kind::Integer, engine != sql::Engine::Postgres, 0, {}};
  return place;
}

[[noreturn]] void refuse(const CopiedTable& table, const KeyedRow& row, const std::string& reason) {
  throw StorageError(StorageError::Kind::Broken, describe_row(table, row) + ": " + reason);
}

}  // namespace

std::string describe_row(const CopiedTable& table, const KeyedRow& row) {
  std::string text = std::string("table ") + table.name + ", row ";
  for (std::size_t i = 0; table.id && i < table.columns.size(); ++i) {
    if (std::string_view(table.columns[i].name) == table.id) return text + describe(row.row[i]);
  }
  return text + "of this digest: " + std::to_string(digest_of(row.key)[0]);
}

TableWriter::TableWriter(CopyDatabase& database, const std::string& prefix, const CopiedTable& table)
    : database_(database),
      table_(table),
      name_(prefix + table.name),
      insert_(database.connection().prepare(insert_text(name_, table, database.engine()))) {}

std::optional<std::size_t> TableWriter::index_of(std::string_view column) const {
  for (std::size_t i = 0; i < table_.columns.size(); ++i) {
    if (table_.columns[i].name == column) return i;
  }
  return std::nullopt;
}

void TableWriter::check(const KeyedRow& row) const {
  if (database_.engine() == sql::Engine::Sqlite) return;
  for (std::size_t i = 0; i < table_.columns.size(); ++i) {
    const Value& value = row.row[i];
    if (value.kind != Kind::Text || value.is_null) continue;
    const bool has_nul = database_.engine() == sql::Engine::Postgres && value.bytes.find('\0') != value.bytes.npos;
    if (has_nul || !is_valid_utf8(value.bytes)) {
      refuse(table_, row, std::string("the target cannot hold the text of ") + table_.columns[i].name);
    }
  }
}

void TableWriter::bind(const KeyedRow& row, bool with_address) {
  int parameter = 0;
  for (std::size_t i = 0; i < table_.columns.size(); ++i) bind_value(*insert_, ++parameter, row.row[i]);
  if (order_column(table_, database_.engine())) bind_value(*insert_, ++parameter, place_of(row, database_.engine()));
  const auto derived = derived_columns(table_, database_.engine());
  if (derived.empty()) return;
  const Value& email = row.row[*index_of("email")];
  Value normal{Kind::Text, email.is_null || !with_address, 0, normalize_email(email.bytes)};
  const bool is_shared = derived.size() > 1;
  if (is_shared && normal.bytes.empty()) normal.is_null = true;
  bind_value(*insert_, ++parameter, normal);
  if (!is_shared) return;
  Value of = email;
  of.is_null = normal.is_null;
  bind_value(*insert_, ++parameter, of);
}

void TableWriter::insert(const KeyedRow& row) {
  check(row);
  for (const bool with_address : {true, false}) {
    try {
      insert_->reset();
      bind(row, with_address);
      insert_->step();
      insert_->reset();
      return;
    } catch (const sql::ConnectionLost&) {
      throw;
    } catch (const sql::TransactionConflict&) {
      throw;
    } catch (const StorageError& error) {
      refuse(table_, row, error.what());
    } catch (const DuplicateKey&) {
      // As where the original server writes beside us: one of them is found by the address.
      const bool may_go_without = with_address && table_.name == kUsers && database_.engine() == sql::Engine::Mysql;
      if (!may_go_without) {
        refuse(table_, row, "the target holds a row with the same unique value; `gotrue migrate --check` on the source "
                            "lists users who share an address");
      }
    }
  }
}

void TableWriter::finish() {
  if (database_.engine() != sql::Engine::Postgres) return;
  // Until it is analyzed, every index that begins with an instance looks as good as the one of its unique address.
  database_.execute("ANALYZE " + name_);
  continue_numbers();
}

void TableWriter::continue_numbers() {
  const char* column = order_column(table_, database_.engine());
  if (!column && !table_.key.empty() && table_.columns.front().kind == Kind::Integer) column = table_.columns.front().name;
  if (!column) return;
  database_.execute("SELECT setval(pg_get_serial_sequence('" + name_ + "', '" + column + "'), GREATEST(MAX(" + column +
                    "), 1)) FROM " + name_ + " HAVING MAX(" + column + ") IS NOT NULL");
}

}  // namespace gotrue::copy
