// A statement over as many rows as there are, prepared once for each of the sizes 1, 2, 4, 8, ...
#pragma once
#include <bit>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "adapter/storage/sql/connection.hpp"

namespace gotrue::sql {

// `piece` as often, with commas in between.
inline std::string repeat(const std::string& piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text.append(i > 0 ? "," : "").append(piece);
  return text;
}

// Lives as long as its connection at the most.
class SizedQuery {
 public:
  // The statement for so many rows.
  using Text = std::function<std::string(std::size_t rows)>;
  SizedQuery(Connection& connection, Text text) : connection_(connection), text_(std::move(text)) {}

  // One statement for `rows`, of which the last is repeated until the size is one of ours: for those that do the same
  // twice as once. `bind(parameters, for_each)` goes over the rows with `for_each` as often as the statement names them.
  template <class Rows, class Bind>
  Cursor padded(const Rows& rows, const Bind& bind) {
    const std::size_t size = std::bit_ceil(rows.size());
    Statement& statement = of_size(size);
    Cursor cursor(statement);
    ParameterList parameters(statement);
    bind(parameters, [&](const auto& each) {
      for (std::size_t i = 0; i < size; ++i) each(rows[i < rows.size() ? i : rows.size() - 1]);
    });
    return cursor;
  }

  // As many statements as it takes to have every row once, in their order; their outcome is not asked for.
  template <class Rows, class Bind>
  void split_later(const Rows& rows, const Bind& bind) {
    const bool is_gathered = connection_.gathers_rows();
    for (std::size_t done = 0; done < rows.size();) {
      const std::size_t size = is_gathered ? 1 : std::bit_floor(rows.size() - done);
      Statement& statement = of_size(size);
      Cursor cursor(statement);
      ParameterList parameters(statement);
      for (std::size_t i = 0; i < size; ++i) bind(parameters, rows[done + i]);
      cursor.run_later();
      done += size;
    }
  }

 private:
  Statement& of_size(std::size_t size) {
    auto& statement = statements_[size];
    if (!statement) statement = connection_.prepare(text_(size));
    return *statement;
  }

  Connection& connection_;
  const Text text_;
  std::map<std::size_t, std::unique_ptr<Statement>> statements_;
};

}  // namespace gotrue::sql
