#include "adapter/storage/sql/sql_sessions.hpp"

#include "adapter/storage/sql/sql_users.hpp"
#include "base/base64url.hpp"

namespace gotrue::sql {
namespace {

constexpr const char* kSessionColumns = "id, instance_id, user_id, created_at, last_used_at, user_agent, ip";
constexpr const char* kTokenColumns = "id, instance_id, user_id, session_id, revoked, created_at, updated_at, token";
constexpr const char* kOwnedTokenColumns =
    "t.id, t.instance_id, t.user_id, t.session_id, t.revoked, t.created_at, t.updated_at, t.token, ";
constexpr int kTokenTextColumn = 7;
// Sessions of one user in an answer; whoever has more has no use for them.
constexpr int kMostListed = 1'000;
constexpr int kFirstUserColumn = 8;

Session read_session(const Cursor& row) {
  return {row.uuid(0), row.uuid(1), row.uuid(2), row.time(3), row.time(4), row.text(5), row.text(6)};
}

RefreshToken read_token(const Cursor& row) {
  return RefreshToken{row.int64(0),   row.uuid(1), row.uuid(2), row.optional_uuid(3),
                      row.boolean(4), row.time(5), row.time(6)};
}

// Users stand first: rows are locked in this order, as by everybody who changes a user and then the tokens.
std::string select_owned(const Flavour& f, const std::string& condition) {
  return "SELECT " + owned_token_columns() + " FROM " + f.table("users") + " AS u JOIN " +
         f.table("refresh_tokens") + " AS t ON u.id = " + f.joined_id("t.user_id") + " WHERE " + condition +
         " AND t.instance_id=? AND u.instance_id=?" + f.row_lock();
}

// The tokens of the user are gone through once: asked for by each session, they are when a user has many the square of that.
// Servers are told by DISTINCT to make the list beforehand; SQLite would go through it to find the sessions.
std::string list_text(const Flavour& f) {
  const std::string live = "session_id FROM " + f.table("refresh_tokens") + " WHERE user_id=? AND revoked=0)";
  const std::string sessions = std::string("SELECT ") + kSessionColumns + " FROM " + f.table("sessions") + " AS s ";
  return sessions +
         (f.engine == Engine::Sqlite ? "WHERE id IN (SELECT " + live + " AND"
                                     : "JOIN (SELECT DISTINCT " + live + " AS t ON t.session_id = s.id WHERE") +
         " user_id=? AND instance_id=? ORDER BY created_at DESC, id DESC LIMIT " + std::to_string(kMostListed);
}

}  // namespace

std::string owned_token_columns() { return kOwnedTokenColumns + user_columns("u"); }

OwnedRefreshToken read_owned_token(const Cursor& row, bool is_shared) {
  return {read_token(row), is_shared ? read_shared_user(row, kFirstUserColumn) : read_user(row, kFirstUserColumn)};
}

SqlSessions::SqlSessions(Connection& c, const Flavour& f)
    : find_(c, std::string("SELECT ") + kSessionColumns + " FROM " + f.table("sessions") +
                   " WHERE id=? AND instance_id=?"),
      list_by_user_(c, list_text(f)),
      insert_(c, "INSERT INTO " + f.table("sessions") + " (" + kSessionColumns + ") VALUES (?,?,?,?,?,?,?)"),
      touch_(c, "UPDATE " + f.table("sessions") + " SET last_used_at=?, user_agent=?, ip=? WHERE id=?"),
      remove_(c, "DELETE FROM " + f.table("sessions") + " WHERE id=? AND user_id=? AND instance_id=?"),
      remove_tokens_(c, "DELETE FROM " + f.table("refresh_tokens") + " WHERE user_id=? AND session_id=?"),
      remove_by_user_(c, "DELETE FROM " + f.table("sessions") + " WHERE user_id=? AND instance_id=? AND id <> ?"),
      remove_tokens_by_user_(c, "DELETE FROM " + f.table("refresh_tokens") +
                                    " WHERE user_id=? AND instance_id=? AND (session_id IS NULL OR session_id <> ?)") {}

std::optional<Session> SqlSessions::find(const Uuid& instance_id, const Uuid& id) const {
  Cursor row = find_(id, instance_id);
  if (!row.next()) return std::nullopt;
  return read_session(row);
}

std::vector<Session> SqlSessions::list_by_user(const Uuid& instance_id, const Uuid& user_id) const {
  std::vector<Session> sessions;
  Cursor row = list_by_user_(user_id, user_id, instance_id);
  while (row.next()) sessions.push_back(read_session(row));
  return sessions;
}

void SqlSessions::insert(const Session& s) {
  insert_(s.id, s.instance_id, s.user_id, s.created_at, s.last_used_at, s.user_agent, s.ip).run_later();
}

void SqlSessions::touch(const Session& s) { touch_(s.last_used_at, s.user_agent, s.ip, s.id).run_later(); }

bool SqlSessions::remove(const Uuid& instance_id, const Uuid& user_id, const Uuid& id) {
  if (remove_(id, user_id, instance_id).run() == 0) return false;
  remove_tokens_(user_id, id).run_later();
  return true;
}

void SqlSessions::remove_by_user(const Uuid& instance_id, const Uuid& user_id, const std::optional<Uuid>& kept) {
  const std::string kept_id = kept ? kept->to_string() : std::string();
  remove_by_user_(user_id, instance_id, kept_id).run_later();
  remove_tokens_by_user_(user_id, instance_id, kept_id).run_later();
}

SqlRefreshTokens::SqlRefreshTokens(Connection& c, const Flavour& f)
    : hash_tokens_(f.hash_tokens),
      is_shared_(f.engine == Engine::Mysql),
      find_hashed_(c, std::string("SELECT ") + kTokenColumns + " FROM " + f.table("refresh_tokens") +
                          " WHERE token_hash=? AND instance_id=?"),
      find_plain_(c, std::string("SELECT ") + kTokenColumns + " FROM " + f.table("refresh_tokens") +
                         " WHERE token=? AND token <> '' AND instance_id=?"),
      find_owned_hashed_(c, select_owned(f, "t.token_hash=?")),
      find_owned_plain_(c, select_owned(f, "t.token=? AND t.token <> ''")),
      insert_(c, "INSERT INTO " + f.table("refresh_tokens") +
                     " (instance_id, user_id, session_id, revoked, created_at, updated_at, token, token_hash)"
                     " VALUES (?,?,?,?,?,?,?,?)"),
      revoke_(c, "UPDATE " + f.table("refresh_tokens") + " SET revoked=1, updated_at=? WHERE id=? AND (revoked=0 OR revoked IS NULL)"),
      revoke_family_(c, "UPDATE " + f.table("refresh_tokens") +
                            " SET revoked=1, updated_at=? WHERE user_id=? AND session_id=? AND revoked=0") {}

std::optional<RefreshToken> SqlRefreshTokens::find(const Uuid& instance_id, std::string_view token) const {
  if (token.empty()) return std::nullopt;
  const Sha256Digest digest = sha256(token);
  {
    Cursor row = find_hashed_(blob_of(digest), instance_id);
    if (row.next()) return read_token(row);
  }
  if (!is_base64url(token)) return std::nullopt;
  // A collation takes letters of other case for the same: compared again as bytes (security.md 9).
  Cursor row = find_plain_(token, instance_id);
  while (row.next()) {
    if (row.view(kTokenTextColumn) == token) return read_token(row);
  }
  return std::nullopt;
}

std::optional<OwnedRefreshToken> SqlRefreshTokens::find_owned(const Uuid& instance_id, std::string_view token) const {
  if (token.empty()) return std::nullopt;
  const Sha256Digest digest = sha256(token);
  {
    Cursor row = find_owned_hashed_(blob_of(digest), instance_id, instance_id);
    if (row.next()) return read_owned_token(row, is_shared_);
  }
  if (!is_base64url(token)) return std::nullopt;
  Cursor row = find_owned_plain_(token, instance_id, instance_id);
  while (row.next()) {
    if (row.view(kTokenTextColumn) != token) continue;
    OwnedRefreshToken owned = read_owned_token(row, is_shared_);
    if (!owned.user.id.is_nil()) return owned;  // what is no UUID names nobody, not the system user
  }
  return std::nullopt;
}

void SqlRefreshTokens::insert(const RefreshToken& row, std::string_view token) {
  const Sha256Digest digest = sha256(token);
  std::optional<std::string_view> plain;
  std::optional<Blob> hashed;
  if (hash_tokens_) {
    hashed = blob_of(digest);
  } else {
    plain = token;
  }
  insert_(row.instance_id, row.user_id, row.session_id, row.revoked, row.created_at, row.updated_at, plain, hashed)
      .run_later();
}

void SqlRefreshTokens::revoke(std::int64_t id, Time now) { revoke_(now, id).run_later(); }

void SqlRefreshTokens::revoke_family(const RefreshToken& row, Time now) {
  if (row.session_id) {
    revoke_family_(now, row.user_id, *row.session_id).run_later();
  } else {
    revoke_(now, row.id).run_later();
  }
}

}  // namespace gotrue::sql
