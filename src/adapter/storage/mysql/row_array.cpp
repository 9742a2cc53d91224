#include "adapter/storage/mysql/row_array.hpp"

#include <algorithm>

namespace gotrue::mysql {

bool RowArray::takes(std::span<const Parameter> row) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const enum_field_types type = columns_[i].type;
    if (type != row[i].type && type != MYSQL_TYPE_NULL && row[i].type != MYSQL_TYPE_NULL) return false;
  }
  return true;
}

void RowArray::add(std::span<const Parameter> row) {
  const std::size_t first = values();
  if (values_.size() < first + row.size()) values_.resize(first + row.size());
  std::ranges::copy(row, values_.begin() + static_cast<std::ptrdiff_t>(first));
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (row[i].type != MYSQL_TYPE_NULL) columns_[i].type = row[i].type;
  }
  ++size_;
}

std::vector<MYSQL_BIND>& RowArray::bind() {
  binds_.assign(columns_.size(), MYSQL_BIND{});
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    lay_out(i);
    Column& column = columns_[i];
    MYSQL_BIND& bind = binds_[i];
    bind.buffer_type = column.type == MYSQL_TYPE_NULL ? MYSQL_TYPE_STRING : column.type;
    // Numbers stand side by side; of all else the library is handed a list of places.
    bind.buffer = column.type == MYSQL_TYPE_LONGLONG ? static_cast<void*>(column.numbers.data())
                                                     : static_cast<void*>(column.places.data());
    bind.length = column.lengths.data();
    bind.u.indicator = column.indicators.data();
  }
  return binds_;
}

void RowArray::lay_out(std::size_t index) {
  Column& column = columns_[index];
  column.numbers.clear();
  column.places.clear();
  column.lengths.clear();
  column.indicators.clear();
  for (std::size_t i = 0; i < size_; ++i) {
    Parameter& value = values_[i * columns_.size() + index];
    column.numbers.push_back(value.number);
    column.places.push_back(value.place());
    column.lengths.push_back(value.length);
    column.indicators.push_back(value.is_null ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE);
  }
}

void RowArray::clear() {
  size_ = 0;
  for (Column& column : columns_) column.type = MYSQL_TYPE_NULL;
}

}  // namespace gotrue::mysql
