#include "adapter/storage/mysql/schema.hpp"

namespace gotrue::mysql {
namespace {

// As the original's migrations leave it, but for times to the microsecond. Its collation takes letters with and without
// accents for the same: what is compared by bytes stands in columns of ours. Texts that people write are utf8mb4.
constexpr const char* kUsers = R"((
    instance_id varchar(255) NULL, id varchar(255) NOT NULL, aud varchar(255) NULL, role varchar(255) NULL,
    email varchar(255) NULL, encrypted_password varchar(255) NULL,
    confirmed_at timestamp(6) NULL, invited_at timestamp(6) NULL,
    confirmation_token varchar(255) NULL, confirmation_sent_at timestamp(6) NULL,
    recovery_token varchar(255) NULL, recovery_sent_at timestamp(6) NULL,
    email_change_token varchar(255) NULL, email_change varchar(255) NULL, email_change_sent_at timestamp(6) NULL,
    last_sign_in_at timestamp(6) NULL, raw_app_meta_data json NULL, raw_user_meta_data json NULL,
    is_super_admin tinyint(1) NULL, created_at timestamp(6) NULL, updated_at timestamp(6) NULL,
    PRIMARY KEY (id), KEY users_instance_id_idx (instance_id), KEY users_instance_id_email_idx (instance_id, email)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci)";

constexpr const char* kInstances = R"((
    id varchar(255) NOT NULL, uuid varchar(255) NULL, raw_base_config longtext CHARACTER SET utf8mb4 NULL,
    created_at timestamp(6) NULL, updated_at timestamp(6) NULL, PRIMARY KEY (id)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8)";

constexpr const char* kRefreshTokens = R"((
    instance_id varchar(255) NULL, id bigint NOT NULL AUTO_INCREMENT, token varchar(255) NULL,
    user_id varchar(255) NULL, revoked tinyint(1) NULL, created_at timestamp(6) NULL, updated_at timestamp(6) NULL,
    PRIMARY KEY (id), KEY refresh_tokens_instance_id_idx (instance_id),
    KEY refresh_tokens_instance_id_user_id_idx (instance_id, user_id), KEY refresh_tokens_token_idx (token)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8)";

constexpr const char* kAuditLogEntries = R"((
    instance_id varchar(255) NULL, id varchar(255) NOT NULL, payload json NULL, created_at timestamp(6) NULL,
    PRIMARY KEY (id), KEY audit_log_entries_instance_id_idx (instance_id)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8)";

// Ours compare as bytes. VARBINARY where spaces at the end count, too.
constexpr const char* kSessions = R"((
    id varchar(36) NOT NULL, instance_id varchar(36) NULL, user_id varchar(36) NULL, created_at datetime(6) NULL,
    last_used_at datetime(6) NULL, user_agent text NULL, ip varchar(255) NULL,
    PRIMARY KEY (id), KEY sessions_by_user (user_id)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)";

constexpr const char* kIdentities = R"((
    id varchar(36) NOT NULL, instance_id varchar(36) NULL, user_id varchar(36) NULL, provider varbinary(255) NULL,
    subject varbinary(2048) NULL, email text NULL, created_at datetime(6) NULL, last_sign_in_at datetime(6) NULL,
    PRIMARY KEY (id), UNIQUE KEY identities_by_subject (instance_id, provider, subject),
    KEY identities_by_user (user_id)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)";

constexpr const char* kOneTimeTokens = R"((
    user_id varchar(36) NOT NULL, kind smallint NOT NULL, instance_id varchar(36) NULL, token_hash varbinary(32) NULL,
    created_at datetime(6) NULL, PRIMARY KEY (user_id, kind), UNIQUE KEY one_time_tokens_by_hash (token_hash)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)";

constexpr const char* kOutbox = R"((
    id bigint NOT NULL AUTO_INCREMENT, instance_id varchar(36) NULL, user_id varchar(36) NULL, kind smallint NULL,
    recipient varbinary(1020) NULL, payload longtext NULL, created_at datetime(6) NULL, expires_at datetime(6) NULL,
    attempts int NULL, next_attempt_at datetime(6) NULL, leased_until datetime(6) NULL, last_error blob NULL,
    PRIMARY KEY (id), KEY outbox_by_recipient (recipient), KEY outbox_by_user (user_id)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)";

constexpr const char* kMailFrequency = R"((
    instance_id varchar(36) NOT NULL, kind smallint NOT NULL, email_normal varbinary(1020) NOT NULL,
    last_at datetime(6) NULL, PRIMARY KEY (instance_id, kind, email_normal), KEY mail_frequency_by_time (last_at)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)";

constexpr const char* kFlowCodes = R"((
    code_hash varbinary(32) NOT NULL PRIMARY KEY, instance_id varchar(36) NULL, user_id varchar(36) NULL,
    code_challenge varchar(255) NULL, expires_at datetime(6) NULL, KEY flow_codes_by_expiry (expires_at)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)";

constexpr const char* kSpentIds = R"((
    id_hash varbinary(32) NOT NULL PRIMARY KEY, expires_at datetime(6) NULL, KEY spent_ids_by_expiry (expires_at)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)";

// The address is compared by what account_key says, and that holds only as long as the address is the one that
// email_normal was made from: the original server changes `email` and knows nothing of the rest.
constexpr const char* kAccountKey =
    "varbinary(2041) GENERATED ALWAYS AS (CASE WHEN CAST(email AS BINARY) = email_normal_of THEN"
    " CONCAT(CAST(aud AS BINARY), CHAR(0), email_normal) END) VIRTUAL";

// Rows without such a key are found by this, which is equal for all spellings of an address (and for some others): no
// white space, compared without case; behind the local part nothing when the domain is not ASCII.
constexpr const char* kUnkeyedEmail =
    "varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci GENERATED ALWAYS AS (CASE"
    " WHEN CAST(email AS BINARY) = email_normal_of THEN NULL"
    " WHEN LENGTH(SUBSTRING_INDEX(email, '@', -1)) = CHAR_LENGTH(SUBSTRING_INDEX(email, '@', -1))"
    " THEN REPLACE(REPLACE(REPLACE(REPLACE(email, ' ', ''), '\\t', ''), '\\r', ''), '\\n', '')"
    " ELSE CONCAT(SUBSTRING_INDEX(REPLACE(REPLACE(REPLACE(REPLACE(email, ' ', ''), '\\t', ''), '\\r', ''), '\\n', ''),"
    " '@', 1), '@') END) VIRTUAL";
constexpr const char* kSamlKeys = R"((
    instance_id varchar(36) NOT NULL PRIMARY KEY, certificate text NULL, sealed_key text NULL, created_at datetime(6) NULL
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)";

}  // namespace

const std::vector<Table>& first_schema() {
  static const std::vector<Table> tables = {
      // The first two indexes have nearly the 3,072 bytes that a key may have.
      {"users",
       kUsers,
       {"instance_id", "encrypted_password", "raw_app_meta_data"},
       {{"email_normal", "varbinary(1020) NULL"},
        {"email_normal_of", "varbinary(1020) NULL"},
        {"banned_until", "datetime(6) NULL"},
        {"origin", "varchar(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL"},
        {"autoconfirmed", "tinyint(1) NULL"},
        {"account_key", kAccountKey},
        {"unkeyed_email", kUnkeyedEmail}},
       {{"users_by_account", "instance_id, account_key", true},
        {"users_by_unkeyed_email", "instance_id, unkeyed_email"},
        {"users_by_creation", "instance_id, aud, created_at, id"},
        {"users_by_confirmation_token", "confirmation_token"},
        {"users_by_recovery_token", "recovery_token"},
        {"users_by_email_change_token", "email_change_token"}}},
      {"instances", kInstances, {"raw_base_config"}, {}, {}},
      {"refresh_tokens",
       kRefreshTokens,
       {"token", "revoked"},
       {{"token_hash", "varbinary(32) NULL"},
        {"session_id", "varchar(36) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL"}},
       {{"refresh_tokens_by_hash", "token_hash", true},
        {"refresh_tokens_by_user", "user_id, session_id"}}},
      // Times of the original are whole seconds: seq keeps the order of entries within one.
      {"audit_log_entries",
       kAuditLogEntries,
       {"payload"},
       {{"seq", "bigint unsigned NULL", "UUID_SHORT()"}},
       {{"audit_log_entries_by_creation", "instance_id, created_at, seq"}}},
      {"sessions", kSessions, {"last_used_at"}, {}, {}},
      {"identities", kIdentities, {"subject"}, {}, {}},
      {"one_time_tokens", kOneTimeTokens, {"token_hash"}, {}, {}},
      {"outbox", kOutbox, {"next_attempt_at"}, {}, {}},
      {"mail_frequency", kMailFrequency, {"last_at"}, {}, {}},
  };
  return tables;
}

const std::vector<Table>& external_sign_in_schema() {
  static const std::vector<Table> tables = {
      {"flow_codes", kFlowCodes, {"code_hash"}, {}, {}},
      {"spent_ids", kSpentIds, {"id_hash"}, {}, {}},
  };
  return tables;
}

const std::vector<Table>& saml_schema() {
  static const std::vector<Table> tables = {{"saml_keys", kSamlKeys, {"instance_id"}, {}, {}}};
  return tables;
}

// A UUID names one instance; only rows of before, and those of the original, are without a key and may share one. The rest
// is what couriers look for.
const std::vector<Table>& keys_and_due_times_schema() {
  static const std::vector<Table> tables = {
      {"instances",
       kIsThere,
       {},
       {{"uuid_key", "varchar(36) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL"}},
       {{"instances_by_uuid_key", "uuid_key", true}, {"instances_by_uuid", "uuid(36)"}}},
      {"outbox", kIsThere, {}, {}, {{"outbox_by_due", "next_attempt_at, leased_until"}}},
  };
  return tables;
}

}  // namespace gotrue::mysql
