#include "adapter/storage/copy/table_list.hpp"

namespace gotrue::copy {
namespace {

constexpr Column text(const char* name) { return {name, Kind::Text}; }
constexpr Column integer(const char* name) { return {name, Kind::Integer}; }
constexpr Column time(const char* name) { return {name, Kind::Time}; }
constexpr Column bytes(const char* name) { return {name, Kind::Bytes}; }

}  // namespace

// email_normal of users is made from the address again, because a database that the original server writes to may lack it.
const std::vector<CopiedTable>& copied_tables() {
  static const std::vector<CopiedTable> tables = {
      {"users",
       {text("id"), text("instance_id"), text("aud"), text("role"), text("email"), text("encrypted_password"),
        time("confirmed_at"), time("invited_at"), text("confirmation_token"), time("confirmation_sent_at"),
        text("recovery_token"), time("recovery_sent_at"), text("email_change_token"), text("email_change"),
        time("email_change_sent_at"), time("last_sign_in_at"), text("raw_app_meta_data"), text("raw_user_meta_data"),
        integer("is_super_admin"), time("created_at"), time("updated_at"), time("banned_until"), text("origin"),
        integer("autoconfirmed")},
       {"id"},
       "id"},
      {"instances",
       {text("id"), text("uuid"), text("raw_base_config"), time("created_at"), time("updated_at"), text("uuid_key")},
       {"id"},
       "id"},
      {"refresh_tokens",
       {integer("id"), text("instance_id"), text("token"), text("user_id"), integer("revoked"), time("created_at"),
        time("updated_at"), bytes("token_hash"), text("session_id")},
       {"id"},
       "id"},
      {"audit_log_entries",
       {text("id"), text("instance_id"), text("payload"), time("created_at")},
       {},
       "id"},
      {"sessions",
       {text("id"), text("instance_id"), text("user_id"), time("created_at"), time("last_used_at"), text("user_agent"),
        text("ip")},
       {"id"},
       "id"},
      {"identities",
       {text("id"), text("instance_id"), text("user_id"), text("provider"), text("subject"), text("email"),
        time("created_at"), time("last_sign_in_at")},
       {"id"},
       "id"},
      {"one_time_tokens",
       {text("user_id"), integer("kind"), text("instance_id"), bytes("token_hash"), time("created_at")},
       {"user_id", "kind"},
       "user_id"},
      {"outbox",
       {integer("id"), text("instance_id"), text("user_id"), integer("kind"), text("recipient"), text("payload"),
        time("created_at"), time("expires_at"), integer("attempts"), time("next_attempt_at"), time("leased_until"),
        text("last_error")},
       {"id"},
       "id"},
      {"mail_frequency",
       {text("instance_id"), integer("kind"), text("email_normal"), time("last_at")},
       {"instance_id", "kind", "email_normal"}},
      {"flow_codes",
       {bytes("code_hash"), text("instance_id"), text("user_id"), text("code_challenge"), time("expires_at")},
       {"code_hash"},
       "user_id"},
      {"spent_ids", {bytes("id_hash"), time("expires_at")}, {"id_hash"}},
      {"hook_deliveries",
       {integer("seq"), text("id"), text("instance_id"), text("user_id"), text("aud"), integer("event"), text("url"),
        integer("is_function_hook"), text("payload"), integer("status"), integer("attempts"),
        integer("response_status"), text("last_error"), time("created_at"), time("updated_at"),
        time("next_attempt_at"), time("leased_until")},
       {"seq"},
       "id"},
      {"saml_keys",
       {text("instance_id"), text("certificate"), text("sealed_key"), time("created_at")},
       {"instance_id"},
       "instance_id"},
  };
  return tables;
}

}  // namespace gotrue::copy
