#include "adapter/storage/sql/due_query.hpp"

namespace gotrue::sql {
namespace {

// As late as a column of any engine holds.
constexpr Time kEndOfTime{std::chrono::sys_days(std::chrono::year(9999) / 12 / 31)};

std::string rows_of(const std::string& table, const std::string& pending) {
  return " FROM " + table + " WHERE " + (pending.empty() ? "" : pending + " AND ") + kIsNotLeftOut;
}

std::optional<Time> first_time(Cursor row) {
  if (!row.next()) return std::nullopt;
  return row.optional_time(0);
}

}  // namespace

DueQuery::DueQuery(Connection& c, const std::string& table, const std::string& pending)
    : first_free_(c, "SELECT next_attempt_at" + rows_of(table, pending) +
                         " AND leased_until IS NULL ORDER BY next_attempt_at LIMIT 1"),
      first_lease_to_end_(c, "SELECT MIN(leased_until)" + rows_of(table, pending) + " AND next_attempt_at < ?") {}

std::optional<Time> DueQuery::operator()(const std::vector<Uuid>& instances) {
  const auto [a, b, c, d] = left_out(instances);
  const std::optional<Time> free = first_time(first_free_(a, b, c, d));
  const std::optional<Time> lease_end = first_time(first_lease_to_end_(a, b, c, d, free.value_or(kEndOfTime)));
  if (!free || !lease_end) return free ? free : lease_end;
  return std::min(*free, *lease_end);
}

}  // namespace gotrue::sql
