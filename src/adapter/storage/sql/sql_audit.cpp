#include "adapter/storage/sql/sql_audit.hpp"

#include "adapter/storage/sql/wide_characters.hpp"

namespace gotrue::sql {
namespace {

constexpr const char* kIdentityColumns =
    "id, instance_id, user_id, provider, subject, email, created_at, last_sign_in_at";

Identity read_identity(const Cursor& row) {
  return {row.uuid(0), row.uuid(1), row.uuid(2), row.text(3), row.text(4), row.text(5), row.time(6), row.time(7)};
}

// A part of a member of the payload, without regard to case.
std::string payload_part(const Flavour& f, const char* member) {
  return f.contains(f.json_text("payload", member));
}

}  // namespace

SqlAudit::ListQueries SqlAudit::list_queries(Connection& c, const Flavour& f, const std::string& condition) {
  const std::string from = " FROM " + f.table("audit_log_entries") + " WHERE instance_id = ?" + condition;
  return {{c, "SELECT COUNT(*)" + from},
          {c, "SELECT id, instance_id, payload, created_at" + from +
                  " ORDER BY " + f.audit_order() + " LIMIT ? OFFSET ?"}};
}

SqlAudit::SqlAudit(Connection& c, const Flavour& f)
    : is_narrow_(f.is_narrow),
      insert_(c, "INSERT INTO " + f.table("audit_log_entries") +
                     " (id, instance_id, payload, created_at) VALUES (?,?,?,?)"),
      all_(list_queries(c, f, "")),
      by_author_(list_queries(c, f, " AND (" + payload_part(f, "actor_email") + " OR " + payload_part(f, "actor_name") + ")")),
      by_action_(list_queries(c, f, " AND " + payload_part(f, "action"))),
      by_log_type_(list_queries(c, f, " AND " + payload_part(f, "log_type"))) {}

void SqlAudit::insert(const AuditEntry& entry) {
  insert_(entry.id, entry.instance_id, stored_json(is_narrow_, entry.payload), entry.created_at).run_later();
}

Page<AuditEntry> SqlAudit::list(const AuditFilter& filter, const PageRequest& request) const {
  Page<AuditEntry> page;
  const auto collect = [&](ListQueries& queries, const auto&... needles) {
    {
      Cursor count = queries.count(filter.instance_id, needles...);
      count.next();
      page.total = static_cast<std::uint64_t>(count.int64(0));
    }
    Cursor row = queries.rows(filter.instance_id, needles..., request.limit, request.offset);
    while (row.next()) page.rows.push_back({row.uuid(0), row.uuid(1), row.text(2), row.time(3)});
  };
  if (!filter.author.empty()) {
    collect(by_author_, filter.author, filter.author);
  } else if (!filter.action.empty()) {
    collect(by_action_, filter.action);
  } else if (!filter.log_type.empty()) {
    collect(by_log_type_, filter.log_type);
  } else {
    collect(all_);
  }
  return page;
}

SqlIdentities::SqlIdentities(Connection& c, const Flavour& f)
    : find_(c, std::string("SELECT ") + kIdentityColumns + " FROM " + f.table("identities") +
                   " WHERE instance_id=? AND provider=? AND subject=?"),
      list_by_user_(c, std::string("SELECT ") + kIdentityColumns + " FROM " + f.table("identities") +
                           " WHERE user_id=? AND instance_id=? ORDER BY created_at, id"),
      insert_(c, "INSERT INTO " + f.table("identities") + " (" + kIdentityColumns + ") VALUES (?,?,?,?,?,?,?,?)"),
      update_(c, "UPDATE " + f.table("identities") + " SET email=?, last_sign_in_at=? WHERE id=? AND instance_id=?"),
      remove_by_user_(c, "DELETE FROM " + f.table("identities") + " WHERE user_id=? AND instance_id=?") {}

std::optional<Identity> SqlIdentities::find(const Uuid& instance_id, std::string_view provider,
                                            std::string_view subject) const {
  Cursor row = find_(instance_id, provider, subject);
  if (!row.next()) return std::nullopt;
  return read_identity(row);
}

std::vector<Identity> SqlIdentities::list_by_user(const Uuid& instance_id, const Uuid& user_id) const {
  std::vector<Identity> identities;
  Cursor row = list_by_user_(user_id, instance_id);
  while (row.next()) identities.push_back(read_identity(row));
  return identities;
}

void SqlIdentities::insert(const Identity& i) {
  insert_(i.id, i.instance_id, i.user_id, i.provider, i.subject, i.email, i.created_at, i.last_sign_in_at).run();
}

void SqlIdentities::update(const Identity& i) { update_(i.email, i.last_sign_in_at, i.id, i.instance_id).run(); }

void SqlIdentities::remove_by_user(const Uuid& instance_id, const Uuid& user_id) {
  remove_by_user_(user_id, instance_id).run();
}

// Rows are looked for in the order of their ids, which is the order of their making, so that a call that finds
// nothing costs nothing.
SqlExpiry::SqlExpiry(Connection& c, const Flavour& f)
    : tokens_(c, oldest(f, "refresh_tokens", "created_at < ?")),
      end_of_page_(c, "SELECT MAX(id) FROM (SELECT id FROM " + f.table("sessions") +
                          " WHERE id > ? ORDER BY id LIMIT ?) AS page"),
      dead_sessions_(c, "DELETE FROM " + f.table("sessions") + " WHERE id > ? AND id <= ? AND last_used_at < ? AND NOT EXISTS"
                            " (SELECT 1 FROM " + f.table("refresh_tokens") + " AS t WHERE t.user_id = " +
                            f.joined_id(f.table("sessions") + ".user_id") + " AND t.session_id = " +
                            f.table("sessions") + ".id)"),
      mail_frequency_(c, f.remove_chosen(f.table("mail_frequency"), {"instance_id", "kind", "email_normal"},
                                         "SELECT instance_id, kind, email_normal FROM " + f.table("mail_frequency") +
                                             " WHERE last_at < ? ORDER BY last_at LIMIT ?")),
      outbox_(c, oldest(f, "outbox", "expires_at < ?")),
      flow_codes_(c, expired(f, "flow_codes", "code_hash")),
      spent_ids_(c, expired(f, "spent_ids", "id_hash")) {}

std::string SqlExpiry::oldest(const Flavour& f, const char* name, const std::string& condition) {
  const std::string table = f.table(name);
  return f.remove_chosen(table, {"id"}, "SELECT id FROM " + table + " ORDER BY id LIMIT ?", condition);
}

std::string SqlExpiry::expired(const Flavour& f, const char* name, const std::string& key) {
  const std::string table = f.table(name);
  return f.remove_chosen(table, {key},
                         "SELECT " + key + " FROM " + table + " WHERE expires_at < ? ORDER BY expires_at LIMIT ?");
}

std::size_t SqlExpiry::remove_expired(Time now, Time tokens_before, Time mails_before, std::size_t limit) {
  std::int64_t removed = tokens_(limit, tokens_before).run();
  removed += mail_frequency_(mails_before, limit).run();
  removed += outbox_(limit, now).run();
  removed += flow_codes_(now, limit).run();
  removed += spent_ids_(now, limit).run();
  return static_cast<std::size_t>(removed);
}

SessionWalk SqlExpiry::remove_dead_sessions(const Uuid& after, Time before, std::size_t page) {
  std::optional<Uuid> reached;
  {
    Cursor row = end_of_page_(after, page);
    if (row.next()) reached = row.optional_uuid(0);
  }
  if (!reached) return {};
  return {reached, static_cast<std::size_t>(dead_sessions_(after, *reached, before).run())};
}

}  // namespace gotrue::sql
