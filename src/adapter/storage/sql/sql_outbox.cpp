#include "adapter/storage/sql/sql_outbox.hpp"

#include <algorithm>

namespace gotrue::sql {
namespace {

constexpr const char* kColumns =
    "id, instance_id, user_id, kind, recipient, payload, created_at, expires_at, attempts, next_attempt_at, last_error";

OutboxMessage read_message(const Cursor& row) {
  return {row.int64(0), row.uuid(1), row.uuid(2), static_cast<MailKind>(row.int64(3)), row.text(4), row.text(5),
          row.time(6),  row.time(7), static_cast<int>(row.int64(8)), row.time(9),      row.text(10)};
}

}  // namespace

SqlOutbox::SqlOutbox(Connection& c, const Flavour& f)
    : insert_(c, "INSERT INTO " + f.table("outbox") +
                     " (instance_id, user_id, kind, recipient, payload, created_at, expires_at, attempts,"
                     " next_attempt_at, last_error) VALUES (?,?,?,?,?,?,?,?,?,?)"),
      // An instance's mails to one address leave in the order of their requests: none while an earlier one is due or under
      // way. Those of another do not count: its mail server may never answer. The index of what is due gives the first in
      // this order at once; any other sorts the whole backlog for each mail.
      select_due_(c, std::string("SELECT ") + kColumns + " FROM " + f.table("outbox") +
                         " AS o WHERE next_attempt_at <= ? AND (leased_until IS NULL OR leased_until <= ?) AND " +
                         kIsNotLeftOut +
                         " AND NOT EXISTS (SELECT 1 FROM " +
                         f.table("outbox") +
                         " AS e WHERE e.recipient = o.recipient AND e.instance_id = o.instance_id AND e.id < o.id"
                         " AND (e.next_attempt_at <= ? OR e.leased_until > ?)) ORDER BY next_attempt_at LIMIT ?"),
      lease_(c, "UPDATE " + f.table("outbox") +
                    " SET leased_until=? WHERE id=? AND (leased_until IS NULL OR leased_until <= ?)"),
      remove_(c, "DELETE FROM " + f.table("outbox") + " WHERE id=?"),
      postpone_(c, "UPDATE " + f.table("outbox") +
                       " SET attempts=?, next_attempt_at=?, last_error=?, leased_until=NULL WHERE id=?"),
      next_due_(c, f.table("outbox"), ""),
      remove_by_user_(c, "DELETE FROM " + f.table("outbox") + " WHERE user_id=? AND kind=? AND instance_id=?") {}

void SqlOutbox::replace(const OutboxMessage& m) {
  remove_by_user(m.instance_id, m.user_id, m.kind);
  insert_(m.instance_id, m.user_id, static_cast<int>(m.kind), m.recipient, m.payload, m.created_at, m.expires_at,
          m.attempts, m.next_attempt_at, m.last_error)
      .run_later();
  was_added_ = true;
}

std::vector<OutboxMessage> SqlOutbox::claim(Time now, Time lease_until, std::size_t limit,
                                            const std::vector<Uuid>& instances) {
  std::vector<OutboxMessage> due;
  {
    const auto [a, b, c, d] = left_out(instances);
    Cursor row = select_due_(now, now, a, b, c, d, now, now, limit);
    while (row.next()) due.push_back(read_message(row));
  }
  std::sort(due.begin(), due.end(), [](const OutboxMessage& a, const OutboxMessage& b) { return a.id < b.id; });
  std::erase_if(due, [&](const OutboxMessage& message) { return lease_(lease_until, message.id, now).run() == 0; });
  return due;
}

void SqlOutbox::remove(std::int64_t id) { remove_(id).run_later(); }

void SqlOutbox::postpone(std::int64_t id, int attempts, Time next_attempt_at, std::string_view last_error) {
  postpone_(attempts, next_attempt_at, last_error, id).run_later();
}

std::optional<Time> SqlOutbox::next_due(const std::vector<Uuid>& instances) const { return next_due_(instances); }

void SqlOutbox::remove_by_user(const Uuid& instance_id, const Uuid& user_id, MailKind kind) {
  remove_by_user_(user_id, static_cast<int>(kind), instance_id).run_later();
}

SqlMailFrequency::SqlMailFrequency(Connection& c, const Flavour& f)
    : find_last_(c, "SELECT last_at FROM " + f.table("mail_frequency") +
                        " WHERE instance_id=? AND kind=? AND email_normal=?"),
      update_(c, "UPDATE " + f.table("mail_frequency") +
                     " SET last_at=? WHERE instance_id=? AND kind=? AND email_normal=?"),
      insert_(c, "INSERT INTO " + f.table("mail_frequency") +
                     " (last_at, instance_id, kind, email_normal) VALUES (?,?,?,?)") {}

std::optional<Time> SqlMailFrequency::find_last(const Uuid& instance_id, MailKind kind,
                                                std::string_view normal_email) const {
  Cursor row = find_last_(instance_id, static_cast<int>(kind), normal_email);
  if (!row.next()) return std::nullopt;
  return row.time(0);
}

void SqlMailFrequency::set_last(const Uuid& instance_id, MailKind kind, std::string_view normal_email, Time now) {
  if (update_(now, instance_id, static_cast<int>(kind), normal_email).run() > 0) return;
  insert_(now, instance_id, static_cast<int>(kind), normal_email).run();
}

}  // namespace gotrue::sql
