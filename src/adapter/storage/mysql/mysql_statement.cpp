#include "adapter/storage/mysql/mysql_statement.hpp"

#include <algorithm>
#include <charconv>

#include "adapter/storage/mysql/wire_time.hpp"
#include "adapter/storage/sql/placeholders.hpp"
#include "core/port/storage.hpp"

namespace gotrue::mysql {
namespace {

// Longer texts cost a second look at the row that the library holds.
constexpr std::size_t kFirstTextSize = 256;

// The server takes longer to parse more values than these than for a round trip of their own.
constexpr std::size_t kManyValues = 16;
// Bounds what gathers.
constexpr std::size_t kManyRows = 64;

// As what a column is read: numbers that fit, times, and all else as its text or bytes.
enum_field_types read_type(const MYSQL_FIELD& field) {
  switch (field.type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR: return MYSQL_TYPE_LONGLONG;
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_TIMESTAMP: return MYSQL_TYPE_DATETIME;
    default: return MYSQL_TYPE_STRING;
  }
}

[[noreturn]] void misuse(const char* what) {
  throw StorageError(StorageError::Kind::Broken, std::string("mysql: ") + what);
}

}  // namespace

MysqlStatement::MysqlStatement(Session& session, const std::string& text)
    : session_(session),
      text_(text),
      parameters_(sql::count_placeholders(text)),
      parameter_binds_(parameters_.size()),
      rows_(parameters_.size()) {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    parameter_binds_[i].buffer_type = MYSQL_TYPE_NULL;
    parameter_binds_[i].is_null = &parameters_[i].is_null;
    parameter_binds_[i].length = &parameters_[i].length;
  }
}

MysqlStatement::~MysqlStatement() { session_.forget_rows(*this); }

void MysqlStatement::prepare() {
  const Session::Wait waiting = session_.wait();
  statement_.reset(library_.stmt_init(session_.handle()));
  if (!statement_) session_.fail();
  if (library_.stmt_prepare(statement_.get(), text_.data(), text_.size()) != 0) {
    const std::unique_ptr<MYSQL_STMT, Close> failed = std::move(statement_);
    session_.fail(failed.get());
  }
  if (library_.stmt_param_count(statement_.get()) != parameters_.size()) misuse("a placeholder was miscounted");
  describe_columns();
}

void MysqlStatement::describe_columns() {
  const std::unique_ptr<MYSQL_RES, decltype(library_.free_result)> description(
      library_.stmt_result_metadata(statement_.get()), library_.free_result);
  if (!description) return;
  const std::size_t count = library_.num_fields(description.get());
  const MYSQL_FIELD* fields = library_.fetch_fields(description.get());
  columns_.resize(count);
  column_binds_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    Column& column = columns_[i];
    MYSQL_BIND& bind = column_binds_[i];
    bind.buffer_type = read_type(fields[i]);
    bind.length = &column.length;
    bind.is_null = &column.is_null;
    bind.error = &column.is_cut;
    if (bind.buffer_type == MYSQL_TYPE_LONGLONG) {
      bind.buffer = &column.number;
    } else if (bind.buffer_type == MYSQL_TYPE_DATETIME) {
      bind.buffer = &column.time;
      bind.buffer_length = sizeof column.time;
    } else {
      column.bytes.resize(kFirstTextSize);
      bind.buffer = column.bytes.data();
      bind.buffer_length = column.bytes.size();
    }
  }
}

Parameter& MysqlStatement::set_parameter(int index, enum_field_types type) {
  if (index < 1 || static_cast<std::size_t>(index) > parameters_.size()) misuse("the statement has no such parameter");
  Parameter& parameter = parameters_[static_cast<std::size_t>(index - 1)];
  MYSQL_BIND& bind = parameter_binds_[static_cast<std::size_t>(index - 1)];
  parameter.type = type;
  parameter.is_null = type == MYSQL_TYPE_NULL;
  bind.buffer_type = type;
  bind.buffer = parameter.place();
  return parameter;
}

void MysqlStatement::bind_null(int index) {
  set_parameter(index, MYSQL_TYPE_NULL);
}

void MysqlStatement::bind_int64(int index, std::int64_t value) {
  set_parameter(index, MYSQL_TYPE_LONGLONG).number = value;
}

void MysqlStatement::bind_time(int index, Time value) {
  set_parameter(index, MYSQL_TYPE_DATETIME).time = to_wire(value);
}

void MysqlStatement::bind_text(int index, std::string_view value) { bind_bytes(index, MYSQL_TYPE_STRING, value); }
void MysqlStatement::bind_blob(int index, std::string_view value) { bind_bytes(index, MYSQL_TYPE_BLOB, value); }

void MysqlStatement::bind_bytes(int index, enum_field_types type, std::string_view value) {
  Parameter& parameter = set_parameter(index, type);
  parameter.bytes = value;
  parameter.length = value.size();
  MYSQL_BIND& bind = parameter_binds_[static_cast<std::size_t>(index - 1)];
  bind.buffer = parameter.place();
  bind.buffer_length = value.size();
}

void MysqlStatement::execute() {
  session_.run_what_was_left();
  if (!statement_) prepare();
  const Session::Wait waiting = session_.wait();
  set_array_size(0);
  if (!parameters_.empty() && library_.stmt_bind_param(statement_.get(), parameter_binds_.data()) != 0) {
    session_.fail(statement_.get());
  }
  if (library_.stmt_execute(statement_.get()) != 0) session_.fail(statement_.get());
  is_executed_ = true;
  if (columns_.empty()) return;
  if (library_.stmt_bind_result(statement_.get(), column_binds_.data()) != 0) session_.fail(statement_.get());
  if (library_.stmt_store_result(statement_.get()) != 0) session_.fail(statement_.get());
}

bool MysqlStatement::step() {
  if (!is_executed_) execute();
  return !columns_.empty() && fetch();
}

void MysqlStatement::step_later() {
  if (parameters_.empty() || parameters_.size() > kManyValues || !session_.can_run_later()) {
    step();
    return;
  }
  if (rows_.size() == kManyRows || !rows_.takes(parameters_)) session_.run_rows();
  session_.gather(*this);
  rows_.add(parameters_);
}

void MysqlStatement::run_rows() {
  if (rows_.values() <= kManyValues || !session_.takes_arrays()) return run_one_by_one();
  session_.run_what_was_left();
  run_as_array();
}

void MysqlStatement::run_one_by_one() const {
  std::string values;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    values.clear();
    for (const Parameter& parameter : rows_.row(i)) {
      if (!values.empty()) values += ',';
      append_literal(values, parameter);
    }
    session_.run_later(text_, values);
  }
}

void MysqlStatement::set_array_size(std::size_t rows) {
  const auto size = static_cast<unsigned>(rows);
  if (library_.stmt_attr_set(statement_.get(), STMT_ATTR_ARRAY_SIZE, &size) != 0) session_.fail(statement_.get());
}

void MysqlStatement::run_as_array() {
  if (!statement_) prepare();
  const Session::Wait waiting = session_.wait();
  set_array_size(rows_.size());
  if (library_.stmt_bind_param(statement_.get(), rows_.bind().data()) != 0 ||
      library_.stmt_execute(statement_.get()) != 0) {
    session_.fail(statement_.get());
  }
}

bool MysqlStatement::fetch() {
  const int code = library_.stmt_fetch(statement_.get());
  if (code == MYSQL_NO_DATA) return false;
  if (code != 0 && code != MYSQL_DATA_TRUNCATED) session_.fail(statement_.get());
  fetch_long_texts();
  return true;
}

void MysqlStatement::fetch_long_texts() {
  bool has_grown = false;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    Column& column = columns_[i];
    if (column.bytes.empty() || column.is_null || column.length <= column.bytes.size()) continue;
    column.bytes.resize(column.length);
    column_binds_[i].buffer = column.bytes.data();
    column_binds_[i].buffer_length = column.bytes.size();
    if (library_.stmt_fetch_column(statement_.get(), &column_binds_[i], static_cast<unsigned>(i), 0) != 0) {
      session_.fail(statement_.get());
    }
    has_grown = true;
  }
  // The library keeps copies of the binds.
  if (has_grown && library_.stmt_bind_result(statement_.get(), column_binds_.data()) != 0) {
    session_.fail(statement_.get());
  }
}

std::int64_t MysqlStatement::changed_rows() const {
  if (!statement_) return 0;
  return static_cast<std::int64_t>(library_.stmt_affected_rows(statement_.get()));
}

const MysqlStatement::Column& MysqlStatement::column(int index) const {
  if (index < 0 || static_cast<std::size_t>(index) >= columns_.size()) misuse("the statement has no such column");
  return columns_[static_cast<std::size_t>(index)];
}

enum_field_types MysqlStatement::column_type(int index) const {
  return column_binds_[static_cast<std::size_t>(index)].buffer_type;
}

bool MysqlStatement::is_null(int index) const {
  const Column& value = column(index);
  return value.is_null || (column_type(index) == MYSQL_TYPE_DATETIME && value.time.month == 0);
}

std::int64_t MysqlStatement::int64(int index) const {
  if (is_null(index)) return 0;
  if (column_type(index) == MYSQL_TYPE_LONGLONG) return column(index).number;
  const std::string_view digits = text(index);
  std::int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::string_view MysqlStatement::text(int index) const {
  const Column& value = column(index);
  if (value.is_null) return {};
  if (column_type(index) != MYSQL_TYPE_STRING) misuse("a column that is no text was read as text");
  return {value.bytes.data(), value.length};
}

Time MysqlStatement::time(int index) const {
  if (is_null(index)) return {};
  return column_type(index) == MYSQL_TYPE_DATETIME ? from_wire(column(index).time) : parse_wire_text(text(index));
}

void MysqlStatement::reset() {
  if (!columns_.empty() && is_executed_) library_.stmt_free_result(statement_.get());
  is_executed_ = false;
}

}  // namespace gotrue::mysql
