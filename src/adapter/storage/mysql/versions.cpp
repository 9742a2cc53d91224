#include "adapter/storage/mysql/versions.hpp"

namespace gotrue::mysql {
namespace {

constexpr const char* kHookDeliveries = R"((
    seq bigint NOT NULL AUTO_INCREMENT, id varchar(36) NOT NULL, instance_id varchar(36) NULL, user_id varchar(36) NULL,
    aud varbinary(1020) NULL, event smallint NULL, url text NULL, is_function_hook tinyint(1) NULL,
    payload longtext NULL, status smallint NULL, attempts int NULL, response_status int NULL,
    last_error blob NULL, created_at datetime(6) NULL, updated_at datetime(6) NULL, next_attempt_at datetime(6) NULL,
    leased_until datetime(6) NULL, PRIMARY KEY (seq), UNIQUE KEY hook_deliveries_by_id (id),
    KEY hook_deliveries_by_instance (instance_id, seq), KEY hook_deliveries_by_due (status, next_attempt_at),
    KEY hook_deliveries_by_user (user_id, status), KEY hook_deliveries_by_age (status, created_at)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)";

const std::vector<Table>& hook_deliveries() {
  static const std::vector<Table> tables = {{"hook_deliveries", kHookDeliveries, {"payload"}, {}, {}}};
  return tables;
}

}  // namespace

const std::vector<const std::vector<Table>*>& versions() {
  static const std::vector<const std::vector<Table>*> all = {&first_schema(), &external_sign_in_schema(),
                                                                &hook_deliveries(), &saml_schema(),
                                                                &keys_and_due_times_schema()};
  return all;
}

}  // namespace gotrue::mysql
