#include "adapter/storage/sqlite/versions.hpp"

namespace gotrue::sqlite {
namespace {

// The original's tables and columns under their names, then ours: nullable columns and tables of their own, so that a
// database of the original reaches the same by additive changes (docs/wire/schema.md). Times are microseconds since
// 1970 in UTC, ids the 36 characters of a UUID.
constexpr std::string_view kFirst = R"(
  CREATE TABLE {p}users (
    id TEXT NOT NULL PRIMARY KEY, instance_id TEXT, aud TEXT, role TEXT, email TEXT, encrypted_password TEXT,
    confirmed_at INTEGER, invited_at INTEGER,
    confirmation_token TEXT, confirmation_sent_at INTEGER,
    recovery_token TEXT, recovery_sent_at INTEGER,
    email_change_token TEXT, email_change TEXT, email_change_sent_at INTEGER,
    last_sign_in_at INTEGER, raw_app_meta_data TEXT, raw_user_meta_data TEXT, is_super_admin INTEGER,
    created_at INTEGER, updated_at INTEGER,
    email_normal TEXT, banned_until INTEGER, origin TEXT, autoconfirmed INTEGER);
  CREATE UNIQUE INDEX {p}users_by_email ON {p}users (instance_id, aud, email_normal);
  CREATE INDEX {p}users_by_creation ON {p}users (instance_id, aud, created_at, id);
  CREATE INDEX {p}users_by_confirmation_token ON {p}users (confirmation_token)
    WHERE confirmation_token <> '';
  CREATE INDEX {p}users_by_recovery_token ON {p}users (recovery_token)
    WHERE recovery_token <> '';
  CREATE INDEX {p}users_by_email_change_token ON {p}users (email_change_token)
    WHERE email_change_token <> '';
  CREATE TABLE {p}instances (
    id TEXT NOT NULL PRIMARY KEY, uuid TEXT, raw_base_config TEXT, created_at INTEGER, updated_at INTEGER);
  CREATE TABLE {p}refresh_tokens (
    id INTEGER PRIMARY KEY, instance_id TEXT, token TEXT, user_id TEXT, revoked INTEGER,
    created_at INTEGER, updated_at INTEGER, token_hash BLOB, session_id TEXT);
  CREATE UNIQUE INDEX {p}refresh_tokens_by_hash ON {p}refresh_tokens (token_hash)
    WHERE token_hash IS NOT NULL;
  CREATE INDEX {p}refresh_tokens_by_token ON {p}refresh_tokens (token) WHERE token <> '';
  CREATE INDEX {p}refresh_tokens_by_user ON {p}refresh_tokens (user_id);
  CREATE TABLE {p}audit_log_entries (
    id TEXT NOT NULL, instance_id TEXT, payload TEXT, created_at INTEGER);
  CREATE INDEX {p}audit_log_entries_by_creation ON {p}audit_log_entries (instance_id, created_at);
  CREATE TABLE {p}sessions (
    id TEXT NOT NULL PRIMARY KEY, instance_id TEXT, user_id TEXT, created_at INTEGER, last_used_at INTEGER,
    user_agent TEXT, ip TEXT) WITHOUT ROWID;
  CREATE INDEX {p}sessions_by_user ON {p}sessions (user_id);
  CREATE TABLE {p}identities (
    id TEXT NOT NULL PRIMARY KEY, instance_id TEXT, user_id TEXT, provider TEXT, subject TEXT, email TEXT,
    created_at INTEGER, last_sign_in_at INTEGER);
  CREATE UNIQUE INDEX {p}identities_by_subject ON {p}identities (instance_id, provider, subject);
  CREATE INDEX {p}identities_by_user ON {p}identities (user_id);
  CREATE TABLE {p}one_time_tokens (
    user_id TEXT NOT NULL, kind INTEGER NOT NULL, instance_id TEXT, token_hash BLOB, created_at INTEGER,
    PRIMARY KEY (user_id, kind)) WITHOUT ROWID;
  CREATE UNIQUE INDEX {p}one_time_tokens_by_hash ON {p}one_time_tokens (token_hash);
  CREATE TABLE {p}outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, instance_id TEXT, user_id TEXT, kind INTEGER, recipient TEXT,
    payload TEXT, created_at INTEGER, expires_at INTEGER, attempts INTEGER, next_attempt_at INTEGER,
    leased_until INTEGER, last_error TEXT);
  CREATE INDEX {p}outbox_by_recipient ON {p}outbox (recipient);
  CREATE INDEX {p}outbox_by_user ON {p}outbox (user_id);
  CREATE TABLE {p}mail_frequency (
    instance_id TEXT NOT NULL, kind INTEGER NOT NULL, email_normal TEXT NOT NULL, last_at INTEGER,
    PRIMARY KEY (instance_id, kind, email_normal)) WITHOUT ROWID;
  CREATE INDEX {p}mail_frequency_by_time ON {p}mail_frequency (last_at);
)";

// What an external sign-in leaves for a moment.
constexpr std::string_view kExternalSignIn = R"(
  CREATE TABLE {p}flow_codes (
    code_hash BLOB NOT NULL PRIMARY KEY, instance_id TEXT, user_id TEXT, code_challenge TEXT,
    expires_at INTEGER) WITHOUT ROWID;
  CREATE INDEX {p}flow_codes_by_expiry ON {p}flow_codes (expires_at);
  CREATE TABLE {p}spent_ids (id_hash BLOB NOT NULL PRIMARY KEY, expires_at INTEGER) WITHOUT ROWID;
  CREATE INDEX {p}spent_ids_by_expiry ON {p}spent_ids (expires_at);
)";

// Deliveries of webhooks: the log, and the outbox while they are pending. `seq` is the order of their making.
constexpr std::string_view kHookDeliveries = R"(
  CREATE TABLE {p}hook_deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, instance_id TEXT, user_id TEXT, aud TEXT, event INTEGER,
    url TEXT, is_function_hook INTEGER, payload TEXT, status INTEGER, attempts INTEGER,
    response_status INTEGER, last_error TEXT, created_at INTEGER, updated_at INTEGER, next_attempt_at INTEGER,
    leased_until INTEGER);
  CREATE UNIQUE INDEX {p}hook_deliveries_by_id ON {p}hook_deliveries (id);
  CREATE INDEX {p}hook_deliveries_by_instance ON {p}hook_deliveries (instance_id, seq);
  CREATE INDEX {p}hook_deliveries_by_due ON {p}hook_deliveries (status, next_attempt_at);
  CREATE INDEX {p}hook_deliveries_by_user ON {p}hook_deliveries (user_id, status);
  CREATE INDEX {p}hook_deliveries_by_age ON {p}hook_deliveries (status, created_at);
)";

constexpr std::string_view kSamlKeys = R"(
  CREATE TABLE {p}saml_keys (
    instance_id TEXT NOT NULL PRIMARY KEY, certificate TEXT, sealed_key TEXT, created_at INTEGER) WITHOUT ROWID;
)";

// A UUID names one instance; only rows of before, and of a database of the original, are without a key and may share one.
// The rest is what couriers look for.
constexpr std::string_view kKeysAndDueTimes = R"(
  ALTER TABLE {p}instances ADD COLUMN uuid_key TEXT;
  CREATE UNIQUE INDEX {p}instances_by_uuid_key ON {p}instances (uuid_key);
  CREATE INDEX {p}instances_by_uuid ON {p}instances (uuid);
  CREATE INDEX {p}outbox_by_due ON {p}outbox (next_attempt_at, leased_until);
)";

}  // namespace

const std::vector<std::string_view>& versions() {
  static const std::vector<std::string_view> all = {kFirst, kExternalSignIn, kHookDeliveries, kSamlKeys,
                                                    kKeysAndDueTimes};
  return all;
}

}  // namespace gotrue::sqlite
