#include "adapter/storage/sql/sql_hook_deliveries.hpp"

namespace gotrue::sql {
namespace {

constexpr const char* kColumns =
    "id, instance_id, user_id, aud, event, url, is_function_hook, payload, status, attempts,"
    " response_status, last_error, created_at, updated_at, next_attempt_at";
constexpr const char* kListedColumns =
    "id, instance_id, user_id, aud, event, url, is_function_hook, '', status, attempts,"
    " response_status, last_error, created_at, updated_at, next_attempt_at";

// Each filter is a number that says whether it is asked for, and its value.
constexpr const char* kFilter =
    " WHERE instance_id = ? AND (? = 0 OR aud = ?) AND (? < 0 OR event = ?) AND (? < 0 OR status = ?)";

HookDelivery read_delivery(const Cursor& row) {
  return {row.uuid(0),
          row.uuid(1),
          row.uuid(2),
          row.text(3),
          static_cast<HookEvent>(row.int64(4)),
          row.text(5),
          row.boolean(6),
          row.text(7),
          static_cast<DeliveryStatus>(row.int64(8)),
          static_cast<int>(row.int64(9)),
          static_cast<int>(row.int64(10)),
          row.text(11),
          row.time(12),
          row.time(13),
          row.time(14)};
}

template <class T>
int number_of(const std::optional<T>& value) {
  return value ? static_cast<int>(*value) : -1;
}

std::string list_query(const Flavour& f, const char* columns) {
  return std::string("SELECT ") + columns + " FROM " + f.table("hook_deliveries") + kFilter;
}

}  // namespace

SqlHookDeliveries::SqlHookDeliveries(Connection& c, const Flavour& f)
    : insert_(c, "INSERT INTO " + f.table("hook_deliveries") + " (" + kColumns +
                     ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
      find_(c, std::string("SELECT ") + kColumns + " FROM " + f.table("hook_deliveries") +
                   " WHERE id=? AND instance_id=?"),
      count_(c, list_query(f, "COUNT(*)")),
      list_(c, list_query(f, kListedColumns) + " ORDER BY seq DESC LIMIT ? OFFSET ?"),
      // Events of one user arrive in their order: none while an earlier one is due or under way.
      select_due_(c, std::string("SELECT ") + kColumns + " FROM " + f.table("hook_deliveries") +
                         " AS d WHERE status = 0 AND next_attempt_at <= ?"
                         " AND (leased_until IS NULL OR leased_until <= ?) AND " +
                         kIsNotLeftOut + " AND NOT EXISTS (SELECT 1 FROM " +
                         f.table("hook_deliveries") +
                         " AS e WHERE e.user_id = d.user_id AND e.status = 0 AND e.seq < d.seq"
                         " AND (e.next_attempt_at <= ? OR e.leased_until > ?)) ORDER BY next_attempt_at, seq LIMIT ?"),
      lease_(c, "UPDATE " + f.table("hook_deliveries") +
                    " SET leased_until=? WHERE id=? AND status = 0 AND (leased_until IS NULL OR leased_until <= ?)"),
      update_(c, "UPDATE " + f.table("hook_deliveries") +
                     " SET status=?, attempts=?, response_status=?, last_error=?, updated_at=?, next_attempt_at=?,"
                     " leased_until=NULL WHERE id=? AND instance_id=?"),
      next_due_(c, f.table("hook_deliveries"), "status = 0"),
      remove_old_(c, f.remove_chosen(f.table("hook_deliveries"), {"seq"},
                                     "SELECT seq FROM " + f.table("hook_deliveries") +
                                         " WHERE status = ? AND created_at < ? ORDER BY created_at LIMIT ?")) {}

void SqlHookDeliveries::insert(const HookDelivery& d) {
  insert_(d.id, d.instance_id, d.user_id, d.audience, static_cast<int>(d.event), d.url, d.is_function_hook ? 1 : 0,
          d.payload, static_cast<int>(d.status), d.attempts, d.response_status, d.last_error,
          d.created_at, d.updated_at, d.next_attempt_at)
      .run_later();
  was_added_ = was_added_ || d.status == DeliveryStatus::Pending;
}

std::optional<HookDelivery> SqlHookDeliveries::find(const Uuid& instance_id, const Uuid& id) const {
  Cursor row = find_(id, instance_id);
  if (!row.next()) return std::nullopt;
  return read_delivery(row);
}

Page<HookDelivery> SqlHookDeliveries::list(const HookDeliveryFilter& filter, const PageRequest& request) const {
  const auto query = [&](PreparedQuery& prepared, const auto&... limits) {
    const int event = number_of(filter.event);
    const int status = number_of(filter.status);
    return prepared(filter.instance_id, filter.audience ? 1 : 0, filter.audience.value_or(""), event, event, status,
                    status, limits...);
  };
  Page<HookDelivery> page;
  {
    Cursor count = query(count_);
    count.next();
    page.total = static_cast<std::uint64_t>(count.int64(0));
  }
  Cursor row = query(list_, request.limit, request.offset);
  while (row.next()) page.rows.push_back(read_delivery(row));
  return page;
}

std::vector<HookDelivery> SqlHookDeliveries::claim(Time now, Time lease_until, std::size_t limit,
                                                   const std::vector<Uuid>& instances) {
  std::vector<HookDelivery> due;
  {
    const auto [a, b, c, d] = left_out(instances);
    Cursor row = select_due_(now, now, a, b, c, d, now, now, limit);
    while (row.next()) due.push_back(read_delivery(row));
  }
  std::erase_if(due, [&](const HookDelivery& delivery) { return lease_(lease_until, delivery.id, now).run() == 0; });
  return due;
}

void SqlHookDeliveries::update(const HookDelivery& d) {
  update_(static_cast<int>(d.status), d.attempts, d.response_status, d.last_error, d.updated_at, d.next_attempt_at, d.id,
          d.instance_id)
      .run_later();
}

std::optional<Time> SqlHookDeliveries::next_due(const std::vector<Uuid>& instances) const {
  return next_due_(instances);
}

std::size_t SqlHookDeliveries::remove_old(Time delivered_before, Time others_before, std::size_t limit) {
  std::int64_t removed = 0;
  for (const auto status : {DeliveryStatus::Pending, DeliveryStatus::Delivered, DeliveryStatus::Failed}) {
    const Time before = status == DeliveryStatus::Delivered ? delivered_before : others_before;
    removed += remove_old_(static_cast<int>(status), before, limit).run();
  }
  return static_cast<std::size_t>(removed);
}

}  // namespace gotrue::sql
