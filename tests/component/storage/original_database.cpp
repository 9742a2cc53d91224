#include "original_database.hpp"

#include "adapter/storage/sql/schema_text.hpp"

namespace gotrue {
namespace {

constexpr const char* kTables = R"(
  CREATE TABLE IF NOT EXISTS schema_migration (version varchar(14) NOT NULL, UNIQUE KEY (version)) ENGINE=InnoDB;
  REPLACE INTO schema_migration VALUES ('20171026211738'), ('20171026211808'), ('20171026211834'),
    ('20180103212743'), ('20180108183307'), ('20180119214651'), ('20180125194653');
  CREATE TABLE {p}users (instance_id varchar(255), id varchar(255) NOT NULL, aud varchar(255), role varchar(255),
    email varchar(255), encrypted_password varchar(255), confirmed_at timestamp NULL, invited_at timestamp NULL,
    confirmation_token varchar(255), confirmation_sent_at timestamp NULL, recovery_token varchar(255),
    recovery_sent_at timestamp NULL, email_change_token varchar(255), email_change varchar(255),
    email_change_sent_at timestamp NULL, last_sign_in_at timestamp NULL, raw_app_meta_data {m},
    raw_user_meta_data {m}, is_super_admin tinyint(1), created_at timestamp NULL, updated_at timestamp NULL,
    PRIMARY KEY (id), KEY users_instance_id_idx (instance_id), KEY users_instance_id_email_idx (instance_id, email))
    ENGINE=InnoDB {o};
  CREATE TABLE {p}instances (id varchar(255) NOT NULL PRIMARY KEY, uuid varchar(255), raw_base_config longtext,
    created_at timestamp NULL, updated_at timestamp NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8;
  CREATE TABLE {p}refresh_tokens (instance_id varchar(255), id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    token varchar(255), user_id varchar(255), revoked tinyint(1), created_at timestamp NULL,
    updated_at timestamp NULL, KEY refresh_tokens_instance_id_idx (instance_id),
    KEY refresh_tokens_instance_id_user_id_idx (instance_id, user_id), KEY refresh_tokens_token_idx (token))
    ENGINE=InnoDB DEFAULT CHARSET=utf8;
  CREATE TABLE {p}audit_log_entries (instance_id varchar(255), id varchar(255) NOT NULL PRIMARY KEY, payload {m},
    created_at timestamp NULL, KEY audit_log_entries_instance_id_idx (instance_id)) ENGINE=InnoDB DEFAULT CHARSET=utf8)";

constexpr const char* kNil = "'00000000-0000-0000-0000-000000000000'";

std::string literal(std::string_view text) { return "'" + sql::replace_all(text, "'", "''") + "'"; }

std::string list(std::initializer_list<std::string> values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : ", ") + value;
  return text;
}

}  // namespace

std::string OriginalDatabase::create_tables() const {
  const std::string tables = sql::replace_all(sql::replace_all(kTables, "{p}", prefix_), "{m}", metadata_type_);
  return sql::replace_all(tables, "{o}", table_options_);
}

std::string OriginalDatabase::insert(const OriginalUser& u) const {
  return "INSERT INTO " + prefix_ +
         "users (aud, confirmation_sent_at, confirmation_token, confirmed_at, created_at, email, email_change,"
         " email_change_sent_at, email_change_token, encrypted_password, id, instance_id, invited_at, is_super_admin,"
         " last_sign_in_at, raw_app_meta_data, raw_user_meta_data, recovery_sent_at, recovery_token, role, updated_at)"
         " VALUES (" +
         list({u.aud, u.sent_at, u.confirmation_token, u.confirmed_at, u.created_at, literal(u.email), u.email_change,
               u.sent_at, u.email_change_token, literal(u.password), literal(u.id), kNil, "NULL", "0", "NULL",
               u.app_metadata, u.user_metadata, u.sent_at, u.recovery_token, "''", u.created_at}) +
         ")";
}

std::string OriginalDatabase::change_email(std::string_view id, std::string_view email) const {
  return "UPDATE " + prefix_ + "users SET email = " + literal(email) +
         ", email_change = '', email_change_token = '', updated_at = UTC_TIMESTAMP() WHERE id = " + literal(id);
}

std::string OriginalDatabase::insert_refresh_token(std::string_view token, std::string_view user_id, bool revoked,
                                                   std::string_view created_at) const {
  return "INSERT INTO " + prefix_ + "refresh_tokens (created_at, instance_id, revoked, token, updated_at, user_id) VALUES (" +
         list({literal(created_at), kNil, revoked ? "1" : "0", literal(token), literal(created_at), literal(user_id)}) + ")";
}

std::string OriginalDatabase::insert_instance(std::string_view id, std::string_view uuid) const {
  return "INSERT INTO " + prefix_ + "instances (created_at, id, raw_base_config, updated_at, uuid) VALUES (" +
         list({"'2018-01-02 03:04:05'", literal(id), "'{}'", "'2018-01-02 03:04:05'", literal(uuid)}) + ")";
}

std::string OriginalDatabase::insert_audit_entry(std::string_view id, std::string_view payload) const {
  return "INSERT INTO " + prefix_ + "audit_log_entries (created_at, id, instance_id, payload) VALUES (" +
         list({"'2018-01-02 03:04:05'", literal(id), kNil, literal(payload)}) + ")";
}

}  // namespace gotrue
