// A row on its way from one engine to another, and the sum by which two tables are compared.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapter/storage/copy/table_list.hpp"
#include "adapter/storage/sql/connection.hpp"

namespace gotrue::copy {

// An integer, or a time in microseconds since 1970, stands in `number`, everything else in `bytes`.
struct Value {
  Kind kind = Kind::Text;
  bool is_null = true;
  std::int64_t number = 0;
  std::string bytes;
};
using Row = std::vector<Value>;

Value read_value(const sql::Statement& statement, int column, Kind kind);
void bind_value(sql::Statement& statement, int parameter, const Value& value);
// For an error: the text or number of it.
std::string describe(const Value& value);

// NULL and '' differ, and so do "a","b" and "ab","".
std::string encode(const Row& row);
// None for what encode did not make.
std::optional<Row> decode(std::string_view encoded);

// The 128 bits by which a row is known.
using RowDigest = std::array<std::uint64_t, 2>;
RowDigest digest_of(const Row& row);

// The same for the same rows in any order.
struct TableSum {
  std::uint64_t rows = 0;
  RowDigest digest{};

  void add(const RowDigest& row);
  bool operator==(const TableSum&) const = default;
};

}  // namespace gotrue::copy
