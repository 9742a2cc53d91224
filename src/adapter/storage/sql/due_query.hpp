// When the next row of an outbox is due, from the few rows at the start of the index by due time: those that are leased, and
// the first that is not. Rows are leased when they are due and not after, and each courier holds few.
#pragma once
#include "adapter/storage/sql/connection.hpp"
#include "adapter/storage/sql/left_out.hpp"

namespace gotrue::sql {

// Over a table with next_attempt_at, leased_until and instance_id; `pending` is a condition on its rows, or empty, that the
// index has in front of next_attempt_at.
class DueQuery {
 public:
  DueQuery(Connection& connection, const std::string& table, const std::string& pending);
  std::optional<Time> operator()(const std::vector<Uuid>& left_out);

 private:
  PreparedQuery first_free_;
  PreparedQuery first_lease_to_end_;
};

}  // namespace gotrue::sql
