#include "adapter/storage/sql/sql_users.hpp"

#include "adapter/storage/sql/account_key.hpp"
#include "adapter/storage/sql/foreign_metadata.hpp"
#include "adapter/storage/sql/wide_characters.hpp"
#include "base/email_address.hpp"

namespace gotrue::sql {
namespace {

// The order of read_user. Tokens are the one-time token repository's.
constexpr const char* kColumns =
    "id, instance_id, aud, role, email, encrypted_password, confirmed_at, invited_at, confirmation_sent_at, "
    "recovery_sent_at, email_change, email_change_sent_at, last_sign_in_at, banned_until, raw_app_meta_data, "
    "raw_user_meta_data, is_super_admin, origin, autoconfirmed, created_at, updated_at";

std::string_view origin_name(UserOrigin origin) {
  switch (origin) {
    case UserOrigin::Unknown: return "";
    case UserOrigin::Signup: return "signup";
    case UserOrigin::Invite: return "invite";
    case UserOrigin::Admin: return "admin";
    case UserOrigin::External: return "external";
  }
  return "";
}

UserOrigin parse_origin(std::string_view name) {
  for (const UserOrigin origin : {UserOrigin::Signup, UserOrigin::Invite, UserOrigin::Admin, UserOrigin::External}) {
    if (origin_name(origin) == name) return origin;
  }
  return UserOrigin::Unknown;
}

std::optional<std::string_view> stored_origin(UserOrigin origin) {
  if (origin == UserOrigin::Unknown) return std::nullopt;
  return origin_name(origin);
}

// A row of the original without a time is read as of 1970, which its columns cannot hold.
std::optional<Time> storable(Time time) {
  if (time == Time{}) return std::nullopt;
  return time;
}

// Its tokens would be those of the system user (http-api.md "Admin").
std::optional<User> unless_nobody(User user) {
  if (user.id.is_nil()) return std::nullopt;
  return user;
}

std::string select_users(const Flavour& f, const std::string& condition) {
  return std::string("SELECT ") + kColumns + " FROM " + f.table("users") + " WHERE " + condition + f.row_lock();
}

// email_normal follows the address: with MySQL only when the address changes, so that of several rows of the original
// server with one address each can still be written (the unique index holds one of them).
std::string update_text(const Flavour& f) {
  constexpr const char* kRest =
      "aud=?, role=?, email=?, encrypted_password=?, confirmed_at=?, invited_at=?, confirmation_sent_at=?, "
      "recovery_sent_at=?, email_change=?, email_change_sent_at=?, last_sign_in_at=?, banned_until=?, "
      "is_super_admin=?, origin=?, autoconfirmed=?, updated_at=?, ";
  const std::string start = "UPDATE " + f.table("users") + " SET ";
  const std::string end = " WHERE id=? AND instance_id=?";
  if (f.engine != Engine::Mysql) {
    return start + kRest + "raw_app_meta_data=?, raw_user_meta_data=?, email_normal=?" + end;
  }
  // Assignments are made from left to right: these see the address of before.
  const std::string is_same = "CAST(email AS BINARY) <=> CAST(? AS BINARY)";
  const auto metadata = [](const std::string& column) {
    // What is no JSON was read as {}; it stays until something is written over it.
    return column + "=IF(? = '{}' AND JSON_VALID(" + column + ") = 0, " + column + ", ?)";
  };
  return start + "email_normal=IF(" + is_same + ", email_normal, ?), email_normal_of=IF(" + is_same +
         ", email_normal_of, ?), " + kRest + metadata("raw_app_meta_data") + ", " + metadata("raw_user_meta_data") + end;
}

std::string insert_text(const Flavour& f) {
  const bool is_mysql = f.engine == Engine::Mysql;
  return "INSERT INTO " + f.table("users") + " (" + kColumns + ", email_normal" + (is_mysql ? ", email_normal_of" : "") +
         ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?" + (is_mysql ? ",?)" : ")");
}

std::string matching(const Flavour& f) {
  return " AND (" + f.contains("email") + " OR " + f.contains(f.json_text("raw_user_meta_data", "full_name")) + ")";
}

}  // namespace

std::string user_columns(const std::string& table) {
  std::string columns(kColumns);
  if (table.empty()) return columns;
  columns.insert(0, table + ".");
  for (auto at = columns.find(", "); at != columns.npos; at = columns.find(", ", at + 2)) columns.insert(at + 2, table + ".");
  return columns;
}

User read_user(const Cursor& row, int first) {
  User user;
  user.id = row.uuid(first);
  user.instance_id = row.uuid(first + 1);
  user.aud = row.text(first + 2);
  user.role = row.text(first + 3);
  user.email = row.text(first + 4);
  user.encrypted_password = row.text(first + 5);
  user.confirmed_at = row.optional_time(first + 6);
  user.invited_at = row.optional_time(first + 7);
  user.confirmation_sent_at = row.optional_time(first + 8);
  user.recovery_sent_at = row.optional_time(first + 9);
  user.new_email = row.text(first + 10);
  user.email_change_sent_at = row.optional_time(first + 11);
  user.last_sign_in_at = row.optional_time(first + 12);
  user.banned_until = row.optional_time(first + 13);
  user.app_metadata = Metadata::from_stored(row.view(first + 14));
  user.user_metadata = Metadata::from_stored(row.view(first + 15));
  user.is_super_admin = row.boolean(first + 16);
  user.origin = parse_origin(row.view(first + 17));
  user.autoconfirmed = row.boolean(first + 18);
  user.created_at = row.time(first + 19);
  user.updated_at = row.time(first + 20);
  return user;
}

User read_shared_user(const Cursor& row, int first) {
  User user = read_user(row, first);
  user.app_metadata = read_foreign_metadata(user.app_metadata.text());
  user.user_metadata = read_foreign_metadata(user.user_metadata.text());
  return user;
}

SqlUsers::ListQueries SqlUsers::list_queries(Connection& connection, const Flavour& flavour,
                                             const std::string& condition) {
  const std::string from = " FROM " + flavour.table("users") + " WHERE instance_id = ? AND aud = ?" + condition;
  const std::string select = std::string("SELECT ") + kColumns + from;
  return {{connection, "SELECT COUNT(*)" + from},
          {connection, select + " ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?"},
          {connection, select + " ORDER BY created_at ASC, id ASC LIMIT ? OFFSET ?"}};
}

SqlUsers::SqlUsers(Connection& c, const Flavour& f)
    : is_shared_(f.engine == Engine::Mysql),
      is_narrow_(f.is_narrow),
      find_by_id_(c, select_users(f, "id = ? AND instance_id = ?")),
      find_by_email_(c, select_users(f, is_shared_ ? "instance_id = ? AND account_key = ?"
                                                   : "instance_id = ? AND aud = ? AND email_normal = ?")),
      find_unkeyed_(c, select_users(f, "instance_id = ? AND unkeyed_email IN (?, ?)"
                                       " ORDER BY confirmed_at IS NULL, created_at, id")),
      list_all_(list_queries(c, f, "")),
      list_matching_(list_queries(c, f, matching(f))),
      insert_(c, insert_text(f)),
      update_(c, update_text(f)),
      remove_(c, "DELETE FROM " + f.table("users") + " WHERE id=? AND instance_id=?"),
      remove_sessions_(c, "DELETE FROM " + f.table("sessions") + " WHERE user_id=? AND instance_id=?"),
      remove_refresh_tokens_(c, "DELETE FROM " + f.table("refresh_tokens") + " WHERE user_id=? AND instance_id=?"),
      remove_one_time_tokens_(c, "DELETE FROM " + f.table("one_time_tokens") + " WHERE user_id=? AND instance_id=?"),
      remove_identities_(c, "DELETE FROM " + f.table("identities") + " WHERE user_id=? AND instance_id=?"),
      remove_outbox_(c, "DELETE FROM " + f.table("outbox") + " WHERE user_id=? AND instance_id=?") {}

std::optional<User> SqlUsers::find_one(Cursor row) const {
  if (!row.next()) return std::nullopt;
  return unless_nobody(read(row));
}

User SqlUsers::read(const Cursor& row) const { return is_shared_ ? read_shared_user(row) : read_user(row); }

std::optional<User> SqlUsers::find_by_id(const Uuid& instance_id, const Uuid& id) const {
  return find_one(find_by_id_(id, instance_id));
}

std::optional<User> SqlUsers::find_by_email(const Uuid& instance_id, std::string_view audience,
                                            std::string_view normal_email) const {
  if (!is_shared_) return find_one(find_by_email_(instance_id, audience, normal_email));
  const std::string key = account_key(audience, normal_email);
  auto user = find_one(find_by_email_(instance_id, Blob{key}));
  return user ? std::move(user) : find_unkeyed(instance_id, audience, normal_email);
}

std::optional<User> SqlUsers::find_unkeyed(const Uuid& instance_id, std::string_view audience,
                                           std::string_view normal_email) const {
  if (normal_email.empty()) return std::nullopt;
  const UnkeyedForms forms = unkeyed_forms(normal_email);
  Cursor row = find_unkeyed_(instance_id, forms.whole, forms.without_domain);
  while (row.next()) {
    User found = read(row);
    if (found.aud == audience && normalize_email(found.email) == normal_email) return unless_nobody(std::move(found));
  }
  return std::nullopt;
}

Page<User> SqlUsers::list(const UserFilter& filter, const PageRequest& request) const {
  const bool is_filtered = !filter.text.empty();
  ListQueries& queries = is_filtered ? list_matching_ : list_all_;
  PreparedQuery& rows = filter.oldest_first ? queries.oldest_first : queries.newest_first;

  Page<User> page;
  {
    Cursor count = is_filtered ? queries.count(filter.instance_id, filter.audience, filter.text, filter.text)
                               : queries.count(filter.instance_id, filter.audience);
    count.next();
    page.total = static_cast<std::uint64_t>(count.int64(0));
  }
  Cursor cursor = is_filtered
                      ? rows(filter.instance_id, filter.audience, filter.text, filter.text, request.limit, request.offset)
                      : rows(filter.instance_id, filter.audience, request.limit, request.offset);
  while (cursor.next()) page.rows.push_back(read(cursor));
  return page;
}

void SqlUsers::insert(const User& user) {
  const auto execute = [&](const auto&... normal) {
    insert_(user.id, user.instance_id, user.aud, user.role, user.email, user.encrypted_password, user.confirmed_at,
            user.invited_at, user.confirmation_sent_at, user.recovery_sent_at, user.new_email,
            user.email_change_sent_at, user.last_sign_in_at, user.banned_until,
            stored_json(is_narrow_, user.app_metadata.text()), stored_json(is_narrow_, user.user_metadata.text()),
            user.is_super_admin, stored_origin(user.origin), user.autoconfirmed,
            user.created_at, user.updated_at, normal...)
        .run();
  };
  if (is_shared_) {
    execute(stored_normal_email(user.email), user.email);
  } else {
    execute(normalize_email(user.email));
  }
}

bool SqlUsers::update(const User& user) { return is_shared_ ? update_shared(user) : update_own(user); }

bool SqlUsers::update_own(const User& u) {
  return update_(u.aud, u.role, u.email, u.encrypted_password, u.confirmed_at, u.invited_at, u.confirmation_sent_at,
                 u.recovery_sent_at, u.new_email, u.email_change_sent_at, u.last_sign_in_at, u.banned_until,
                 u.is_super_admin, stored_origin(u.origin), u.autoconfirmed, u.updated_at, u.app_metadata.text(),
                 u.user_metadata.text(), normalize_email(u.email), u.id, u.instance_id)
             .run() > 0;
}

bool SqlUsers::update_shared(const User& u) {
  const std::string app = stored_json(is_narrow_, u.app_metadata.text());
  const std::string own = stored_json(is_narrow_, u.user_metadata.text());
  return update_(u.email, stored_normal_email(u.email), u.email, u.email, u.aud, u.role, u.email, u.encrypted_password,
                 u.confirmed_at, u.invited_at, u.confirmation_sent_at, u.recovery_sent_at, u.new_email,
                 u.email_change_sent_at, u.last_sign_in_at, u.banned_until, u.is_super_admin, stored_origin(u.origin),
                 u.autoconfirmed, storable(u.updated_at), app, app, own, own, u.id, u.instance_id)
             .run() > 0;
}

bool SqlUsers::remove(const Uuid& instance_id, const Uuid& id) {
  for (PreparedQuery* query : {&remove_sessions_, &remove_refresh_tokens_, &remove_one_time_tokens_,
                               &remove_identities_, &remove_outbox_}) {
    (*query)(id, instance_id).run();
  }
  return remove_(id, instance_id).run() > 0;
}

}  // namespace gotrue::sql
