// A prepared statement of a PostgreSQL server: values are bound as they are and sent in the form of the type that the
// server expects.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "adapter/storage/postgres/link.hpp"
#include "adapter/storage/sql/connection.hpp"

namespace gotrue::postgres {

// Not thread-safe. `link` outlives it.
class PostgresStatement final : public sql::Statement {
 public:
  // `sql` has placeholders of the form `?`.
  PostgresStatement(Link& link, const std::string& sql);

  void bind_null(int index) override { parameter(index).kind = BoundValue::Kind::Null; }
  void bind_int64(int index, std::int64_t value) override;
  void bind_text(int index, std::string_view value) override;
  void bind_blob(int index, std::string_view value) override;
  void bind_time(int index, Time value) override;
  // The first step runs the statement; all rows come at once.
  bool step() override;
  // A row that is there already fails the whole transaction then.
  void step_later() override;
  std::int64_t changed_rows() const override;
  bool is_null(int column) const override;
  // Zero, empty and 1970 where the column is null.
  std::int64_t int64(int column) const override;
  std::string_view text(int column) const override;
  Time time(int column) const override;
  void reset() override;

 private:
  BoundValue& parameter(int index);
  Type type_of(int column) const;
  std::string_view bytes_of(int column) const;

  const PqLibrary& pq_ = PqLibrary::get();
  Link& link_;
  const std::string sql_;
  // Its one row must come of it; none is a duplicate.
  const bool inserts_one_row_;
  const ServerStatement* now_ = nullptr;
  const ServerStatement* later_ = nullptr;
  std::vector<BoundValue> parameters_;
  ResultHandle result_;
  int row_ = -1;
  mutable std::vector<std::string> scratch_;  // texts of columns that came in another form
};

}  // namespace gotrue::postgres
