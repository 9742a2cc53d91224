#include "adapter/storage/sqlite/migrations.hpp"

#include <functional>
#include <vector>

namespace gotrue::sqlite {
namespace {

// The original's tables and columns under their names, then ours: nullable columns and tables of their own, so that a
// database of the original reaches the same by additive changes (docs/wire/schema.md). Times are microseconds since
// 1970 in UTC, ids the 36 characters of a UUID.
std::string first_schema(const std::string& p) {
  return "CREATE TABLE " + p + R"(users (
            id TEXT NOT NULL PRIMARY KEY, instance_id TEXT, aud TEXT, role TEXT, email TEXT, encrypted_password TEXT,
            confirmed_at INTEGER, invited_at INTEGER,
            confirmation_token TEXT, confirmation_sent_at INTEGER,
            recovery_token TEXT, recovery_sent_at INTEGER,
            email_change_token TEXT, email_change TEXT, email_change_sent_at INTEGER,
            last_sign_in_at INTEGER, raw_app_meta_data TEXT, raw_user_meta_data TEXT, is_super_admin INTEGER,
            created_at INTEGER, updated_at INTEGER,
            email_normal TEXT, banned_until INTEGER, origin TEXT, autoconfirmed INTEGER);
          CREATE UNIQUE INDEX )" + p + "users_by_email ON " + p + R"(users (instance_id, aud, email_normal);
          CREATE INDEX )" + p + "users_by_creation ON " + p + R"(users (instance_id, aud, created_at, id);
          CREATE INDEX )" + p + "users_by_confirmation_token ON " + p + R"(users (confirmation_token)
            WHERE confirmation_token <> '';
          CREATE INDEX )" + p + "users_by_recovery_token ON " + p + R"(users (recovery_token)
            WHERE recovery_token <> '';
          CREATE INDEX )" + p + "users_by_email_change_token ON " + p + R"(users (email_change_token)
            WHERE email_change_token <> '';
          CREATE TABLE )" + p + R"(instances (
            id TEXT NOT NULL PRIMARY KEY, uuid TEXT, raw_base_config TEXT, created_at INTEGER, updated_at INTEGER);
          CREATE TABLE )" + p + R"(refresh_tokens (
            id INTEGER PRIMARY KEY, instance_id TEXT, token TEXT, user_id TEXT, revoked INTEGER,
            created_at INTEGER, updated_at INTEGER, token_hash BLOB, session_id TEXT);
          CREATE UNIQUE INDEX )" + p + "refresh_tokens_by_hash ON " + p + R"(refresh_tokens (token_hash)
            WHERE token_hash IS NOT NULL;
          CREATE INDEX )" + p + "refresh_tokens_by_token ON " + p + R"(refresh_tokens (token) WHERE token <> '';
          CREATE INDEX )" + p + "refresh_tokens_by_user ON " + p + R"(refresh_tokens (user_id);
          CREATE TABLE )" + p + R"(audit_log_entries (
            id TEXT NOT NULL, instance_id TEXT, payload TEXT, created_at INTEGER);
          CREATE INDEX )" + p + "audit_log_entries_by_creation ON " + p + R"(audit_log_entries (instance_id, created_at);
          CREATE TABLE )" + p + R"(sessions (
            id TEXT NOT NULL PRIMARY KEY, instance_id TEXT, user_id TEXT, created_at INTEGER, last_used_at INTEGER,
            user_agent TEXT, ip TEXT) WITHOUT ROWID;
          CREATE INDEX )" + p + "sessions_by_user ON " + p + R"(sessions (user_id);
          CREATE TABLE )" + p + R"(identities (
            id TEXT NOT NULL PRIMARY KEY, instance_id TEXT, user_id TEXT, provider TEXT, subject TEXT, email TEXT,
            created_at INTEGER, last_sign_in_at INTEGER);
          CREATE UNIQUE INDEX )" + p + "identities_by_subject ON " + p + R"(identities (instance_id, provider, subject);
          CREATE INDEX )" + p + "identities_by_user ON " + p + R"(identities (user_id);
          CREATE TABLE )" + p + R"(one_time_tokens (
            user_id TEXT NOT NULL, kind INTEGER NOT NULL, instance_id TEXT, token_hash BLOB, created_at INTEGER,
            PRIMARY KEY (user_id, kind)) WITHOUT ROWID;
          CREATE UNIQUE INDEX )" + p + "one_time_tokens_by_hash ON " + p + R"(one_time_tokens (token_hash);
          CREATE TABLE )" + p + R"(outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT, instance_id TEXT, user_id TEXT, kind INTEGER, recipient TEXT,
            payload TEXT, created_at INTEGER, expires_at INTEGER, attempts INTEGER, next_attempt_at INTEGER,
            leased_until INTEGER, last_error TEXT);
          CREATE INDEX )" + p + "outbox_by_recipient ON " + p + R"(outbox (recipient);
          CREATE INDEX )" + p + "outbox_by_user ON " + p + R"(outbox (user_id);
          CREATE TABLE )" + p + R"(mail_frequency (
            instance_id TEXT NOT NULL, kind INTEGER NOT NULL, email_normal TEXT NOT NULL, last_at INTEGER,
            PRIMARY KEY (instance_id, kind, email_normal)) WITHOUT ROWID;
          CREATE INDEX )" + p + "mail_frequency_by_time ON " + p + R"(mail_frequency (last_at);)";
}

using Migration = std::string (*)(const std::string& prefix);
// Version n is the n-th entry; entries are never changed once released.
const std::vector<Migration>& migrations() {
  static const std::vector<Migration> all = {first_schema};
  return all;
}

void apply(SqliteConnection& connection, const std::string& prefix, int version, Time now) {
  const std::string text = migrations()[static_cast<std::size_t>(version - 1)](prefix);
  connection.execute(text.c_str());
  const auto record = connection.prepare("INSERT INTO " + prefix + "gotrue_migrations (version, applied_at) VALUES (?,?)");
  record->bind_int64(1, version);
  record->bind_int64(2, now.time_since_epoch().count());
  record->step();
}

// One step under the write lock; false when there was nothing left to do.
bool migrate_one(SqliteConnection& connection, const std::string& prefix, Time now) {
  connection.execute("BEGIN IMMEDIATE");
  try {
    const int version = schema_version(connection, prefix);
    const bool is_needed = version < newest_schema_version();
    if (is_needed) apply(connection, prefix, version + 1, now);
    connection.execute("COMMIT");
    return is_needed;
  } catch (...) {
    if (connection.is_in_transaction()) connection.execute("ROLLBACK");
    throw;
  }
}

}  // namespace

int newest_schema_version() { return static_cast<int>(migrations().size()); }

int schema_version(SqliteConnection& connection, const std::string& prefix) {
  const std::string table = prefix + "gotrue_migrations";
  const auto exists = connection.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?");
  exists->bind_text(1, table);
  if (!exists->step()) return 0;
  return static_cast<int>(connection.query_int64(("SELECT COALESCE(MAX(version), 0) FROM " + table).c_str()));
}

void migrate(SqliteConnection& connection, const std::string& prefix, Time now) {
  const int version = schema_version(connection, prefix);
  if (version == newest_schema_version()) return;
  if (version > newest_schema_version()) {
    throw StorageError(StorageError::Kind::Broken, "the database has schema version " + std::to_string(version) +
                                                       ", this binary knows " +
                                                       std::to_string(newest_schema_version()) +
                                                       ": start a newer gotrue");
  }
  connection.execute(("CREATE TABLE IF NOT EXISTS " + prefix +
                      "gotrue_migrations (version INTEGER NOT NULL PRIMARY KEY, applied_at INTEGER)")
                         .c_str());
  while (migrate_one(connection, prefix, now)) {
  }
}

}  // namespace gotrue::sqlite
