// Rows of values that one statement is run for in one go, laid out column by column as the array binding of the library
// takes them.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "adapter/storage/mysql/parameter.hpp"

namespace gotrue::mysql {

class RowArray {
 public:
  // For a statement of so many placeholders, at least one.
  explicit RowArray(std::size_t width) : columns_(width) {}

  std::size_t size() const { return size_; }
  std::size_t values() const { return size_ * columns_.size(); }
  std::span<const Parameter> row(std::size_t index) const { return {&values_[index * columns_.size()], columns_.size()}; }

  // Whether the row has the types of those before it, column by column, NULL going with all.
  bool takes(std::span<const Parameter> row) const;
  // Copies the values of a row that it takes.
  void add(std::span<const Parameter> row);
  // One for each column, over all rows. They hold until the next call of anything else.
  std::vector<MYSQL_BIND>& bind();
  // Keeps its memory.
  void clear();

 private:
  struct Column {
    enum_field_types type = MYSQL_TYPE_NULL;
    std::vector<std::int64_t> numbers;
    std::vector<void*> places;
    std::vector<unsigned long> lengths;
    std::vector<char> indicators;
  };

  void lay_out(std::size_t index);

  std::vector<Column> columns_;
  std::vector<Parameter> values_;  // row by row; those behind the last row are what earlier rows left
  std::size_t size_ = 0;
  std::vector<MYSQL_BIND> binds_;
};

}  // namespace gotrue::mysql
