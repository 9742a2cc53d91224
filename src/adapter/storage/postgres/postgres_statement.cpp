#include "adapter/storage/postgres/postgres_statement.hpp"

#include <charconv>

#include "adapter/storage/postgres/statement_text.hpp"
#include "adapter/storage/sql/placeholders.hpp"
#include "core/port/storage.hpp"

namespace gotrue::postgres {

PostgresStatement::PostgresStatement(Link& link, const std::string& text)
    : link_(link),
      sql_(number_placeholders(text)),
      inserts_one_row_(inserts_one_row(text)),
      parameters_(sql::count_placeholders(text)) {}

BoundValue& PostgresStatement::parameter(int index) {
  if (index < 1 || static_cast<std::size_t>(index) > parameters_.size()) {
    throw StorageError(StorageError::Kind::Broken, "postgres: the statement has no parameter " + std::to_string(index));
  }
  return parameters_[static_cast<std::size_t>(index - 1)];
}

void PostgresStatement::bind_int64(int index, std::int64_t value) {
  BoundValue& bound = parameter(index);
  bound.kind = BoundValue::Kind::Integer;
  bound.number = value;
}

void PostgresStatement::bind_text(int index, std::string_view value) {
  BoundValue& bound = parameter(index);
  bound.kind = BoundValue::Kind::Text;
  bound.bytes.assign(value);
}

void PostgresStatement::bind_blob(int index, std::string_view value) {
  BoundValue& bound = parameter(index);
  bound.kind = BoundValue::Kind::Bytes;
  bound.bytes.assign(value);
}

void PostgresStatement::bind_time(int index, Time value) {
  BoundValue& bound = parameter(index);
  bound.kind = BoundValue::Kind::Moment;
  bound.number = value.time_since_epoch().count();
}

bool PostgresStatement::step() {
  if (!result_) {
    if (!now_) now_ = &link_.prepare(inserts_one_row_ ? without_duplicates(sql_) : sql_);
    result_ = link_.run(*now_, parameters_);
    row_ = -1;
    if (inserts_one_row_ && changed_rows() == 0) throw DuplicateKey("postgres: the row is there already");
  }
  if (row_ + 1 >= pq_.row_count(result_.get())) return false;
  ++row_;
  return true;
}

void PostgresStatement::step_later() {
  if (!later_) later_ = &link_.prepare(sql_);
  link_.run_later(*later_, parameters_);
}

std::int64_t PostgresStatement::changed_rows() const {
  if (!result_) return 0;
  const std::string_view text = pq_.changed_rows(result_.get());
  std::int64_t count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return count;
}

bool PostgresStatement::is_null(int column) const { return pq_.is_null(result_.get(), row_, column) != 0; }

std::int64_t PostgresStatement::int64(int column) const {
  return is_null(column) ? 0 : int64_from_wire(bytes_of(column), type_of(column));
}

std::string_view PostgresStatement::text(int column) const {
  if (is_null(column)) return {};
  const auto index = static_cast<std::size_t>(column);
  if (scratch_.size() <= index) scratch_.resize(static_cast<std::size_t>(pq_.column_count(result_.get())));
  return text_from_wire(bytes_of(column), type_of(column), scratch_[index]);
}

Time PostgresStatement::time(int column) const {
  return is_null(column) ? Time{} : time_from_wire(bytes_of(column), type_of(column));
}

void PostgresStatement::reset() { result_.reset(); }

Type PostgresStatement::type_of(int column) const { return static_cast<Type>(pq_.column_type(result_.get(), column)); }

std::string_view PostgresStatement::bytes_of(int column) const {
  return {pq_.value(result_.get(), row_, column), static_cast<std::size_t>(pq_.length(result_.get(), row_, column))};
}

}  // namespace gotrue::postgres
