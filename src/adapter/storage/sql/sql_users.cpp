#include "adapter/storage/sql/sql_users.hpp"

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

std::optional<User> find_one(Cursor row) {
  if (!row.next()) return std::nullopt;
  return read_user(row);
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

SqlUsers::ListQueries SqlUsers::list_queries(Connection& connection, const Flavour& flavour,
                                             const std::string& condition) {
  const std::string from = " FROM " + flavour.table("users") + " WHERE instance_id = ? AND aud = ?" + condition;
  const std::string select = std::string("SELECT ") + kColumns + from;
  return {{connection, "SELECT COUNT(*)" + from},
          {connection, select + " ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?"},
          {connection, select + " ORDER BY created_at ASC, id ASC LIMIT ? OFFSET ?"}};
}

SqlUsers::SqlUsers(Connection& c, const Flavour& f)
    : find_by_id_(c, std::string("SELECT ") + kColumns + " FROM " + f.table("users") +
                         " WHERE id = ? AND instance_id = ?" + f.row_lock()),
      find_by_email_(c, std::string("SELECT ") + kColumns + " FROM " + f.table("users") +
                            " WHERE instance_id = ? AND aud = ? AND email_normal = ?" + f.row_lock()),
      list_all_(list_queries(c, f, "")),
      list_matching_(list_queries(c, f, matching(f))),
      insert_(c, "INSERT INTO " + f.table("users") + " (" + kColumns +
                     ", email_normal) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
      update_(c, "UPDATE " + f.table("users") +
                     " SET aud=?, role=?, email=?, encrypted_password=?, confirmed_at=?, invited_at=?, "
                     "confirmation_sent_at=?, recovery_sent_at=?, email_change=?, email_change_sent_at=?, "
                     "last_sign_in_at=?, banned_until=?, raw_app_meta_data=?, raw_user_meta_data=?, is_super_admin=?, "
                     "origin=?, autoconfirmed=?, updated_at=?, email_normal=? WHERE id=? AND instance_id=?"),
      remove_(c, "DELETE FROM " + f.table("users") + " WHERE id=? AND instance_id=?"),
      remove_sessions_(c, "DELETE FROM " + f.table("sessions") + " WHERE user_id=? AND instance_id=?"),
      remove_refresh_tokens_(c, "DELETE FROM " + f.table("refresh_tokens") + " WHERE user_id=? AND instance_id=?"),
      remove_one_time_tokens_(c, "DELETE FROM " + f.table("one_time_tokens") + " WHERE user_id=? AND instance_id=?"),
      remove_identities_(c, "DELETE FROM " + f.table("identities") + " WHERE user_id=? AND instance_id=?"),
      remove_outbox_(c, "DELETE FROM " + f.table("outbox") + " WHERE user_id=? AND instance_id=?") {
  if (f.engine != Engine::Mysql) return;
  find_written_by_original_.emplace(c, std::string("SELECT ") + kColumns + " FROM " + f.table("users") +
                                           " WHERE instance_id = ? AND aud = ? AND email = ? ORDER BY created_at, id" +
                                           f.row_lock());
}

std::optional<User> SqlUsers::find_by_id(const Uuid& instance_id, const Uuid& id) const {
  return find_one(find_by_id_(id, instance_id));
}

std::optional<User> SqlUsers::find_by_email(const Uuid& instance_id, std::string_view audience,
                                            std::string_view normal_email) const {
  auto user = find_one(find_by_email_(instance_id, audience, normal_email));
  if (!find_written_by_original_) return user;
  const auto fits = [&](const User& found) {
    return found.aud == audience && normalize_email(found.email) == normal_email;
  };
  if (user && fits(*user)) return user;
  Cursor row = (*find_written_by_original_)(instance_id, audience, normal_email);
  while (row.next()) {
    User found = read_user(row);
    if (fits(found)) return found;
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
  while (cursor.next()) page.rows.push_back(read_user(cursor));
  return page;
}

void SqlUsers::insert(const User& user) {
  insert_(user.id, user.instance_id, user.aud, user.role, user.email, user.encrypted_password, user.confirmed_at,
          user.invited_at, user.confirmation_sent_at, user.recovery_sent_at, user.new_email,
          user.email_change_sent_at, user.last_sign_in_at, user.banned_until, user.app_metadata.text(),
          user.user_metadata.text(), user.is_super_admin, stored_origin(user.origin), user.autoconfirmed,
          user.created_at, user.updated_at, normalize_email(user.email))
      .run();
}

bool SqlUsers::update(const User& user) {
  return update_(user.aud, user.role, user.email, user.encrypted_password, user.confirmed_at, user.invited_at,
                 user.confirmation_sent_at, user.recovery_sent_at, user.new_email, user.email_change_sent_at,
                 user.last_sign_in_at, user.banned_until, user.app_metadata.text(), user.user_metadata.text(),
                 user.is_super_admin, stored_origin(user.origin), user.autoconfirmed, user.updated_at,
                 normalize_email(user.email), user.id, user.instance_id)
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
