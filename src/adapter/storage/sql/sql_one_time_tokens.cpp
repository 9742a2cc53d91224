#include "adapter/storage/sql/sql_one_time_tokens.hpp"

#include "base/base64url.hpp"

namespace gotrue::sql {

SqlOneTimeTokens::PlainColumn SqlOneTimeTokens::plain_column(Connection& c, const Flavour& f,
                                                             const std::string& column) {
  const std::string users = f.table("users");
  return {{c, "SELECT id, " + column + " FROM " + users + " WHERE " + column + " = ? AND " + column + " <> '' AND instance_id = ?"},
          {c, "UPDATE " + users + " SET " + column + " = ? WHERE id = ? AND instance_id = ?"},
          {c, "UPDATE " + users + " SET " + column + " = '' WHERE id = ? AND instance_id = ? AND " + column + " <> ''"}};
}

SqlOneTimeTokens::SqlOneTimeTokens(Connection& c, const Flavour& f)
    : hash_tokens_(f.hash_tokens),
      find_hashed_(c, "SELECT user_id FROM " + f.table("one_time_tokens") +
                          " WHERE token_hash = ? AND kind = ? AND instance_id = ?"),
      insert_hashed_(c, "INSERT INTO " + f.table("one_time_tokens") +
                            " (user_id, kind, instance_id, token_hash, created_at) VALUES (?,?,?,?,?)"),
      remove_hashed_(c, "DELETE FROM " + f.table("one_time_tokens") +
                            " WHERE user_id = ? AND kind = ? AND instance_id = ?"),
      plain_{plain_column(c, f, "confirmation_token"), plain_column(c, f, "recovery_token"),
             plain_column(c, f, "email_change_token")} {}

std::optional<OneTimeToken> SqlOneTimeTokens::find(const Uuid& instance_id, OneTimeTokenKind kind,
                                                   std::string_view token) const {
  if (token.empty()) return std::nullopt;
  const Sha256Digest digest = sha256(token);
  {
    Cursor row = find_hashed_(blob_of(digest), static_cast<int>(kind), instance_id);
    if (row.next()) return OneTimeToken{kind, row.uuid(0)};
  }
  if (!is_base64url(token)) return std::nullopt;
  // A collation takes letters of other case for the same: compared again as bytes (security.md 9).
  Cursor row = plain(kind).find(token, instance_id);
  while (row.next()) {
    if (row.view(1) == token) return OneTimeToken{kind, row.uuid(0)};
  }
  return std::nullopt;
}

void SqlOneTimeTokens::replace(const Uuid& instance_id, const Uuid& user_id, OneTimeTokenKind kind,
                               std::string_view token, Time now) {
  remove(instance_id, user_id, kind);
  if (hash_tokens_) {
    const Sha256Digest digest = sha256(token);
    insert_hashed_(user_id, static_cast<int>(kind), instance_id, blob_of(digest), now).run();
  } else {
    plain(kind).set(token, user_id, instance_id).run();
  }
}

bool SqlOneTimeTokens::remove(const Uuid& instance_id, const Uuid& user_id, OneTimeTokenKind kind) {
  const bool was_hashed = remove_hashed_(user_id, static_cast<int>(kind), instance_id).run() > 0;
  const bool was_plain = plain(kind).clear(user_id, instance_id).run() > 0;
  return was_hashed || was_plain;
}

}  // namespace gotrue::sql
