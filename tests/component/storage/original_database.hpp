// What the original server does to its database, statement by statement: every INSERT and UPDATE names the columns that
// it knows, in its tables as its migrations leave them.
#pragma once
#include <string>
#include <string_view>

namespace gotrue {

struct OriginalUser {
  std::string id;
  std::string email;
  std::string password = "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";
  // SQL: a literal or NULL.
  std::string confirmed_at = "'2018-02-03 04:05:06'";
  std::string confirmation_token = "''";
  std::string recovery_token = "''";
  std::string email_change_token = "''";
  std::string email_change = "''";
  std::string sent_at = "NULL";
  std::string app_metadata = R"('{"provider":"email"}')";
  std::string user_metadata = "'null'";
  std::string aud = "''";
  std::string created_at = "'2018-01-02 03:04:05'";
};

class OriginalDatabase {
 public:
  // `metadata_type`: json, or text as before 2018. `table_options`: the character set of users, and what a server of then
  // chose by itself.
  explicit OriginalDatabase(std::string prefix = "", std::string metadata_type = "json",
                            std::string table_options = "DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci")
      : prefix_(std::move(prefix)), metadata_type_(std::move(metadata_type)), table_options_(std::move(table_options)) {}

  std::string create_tables() const;
  std::string insert(const OriginalUser& user) const;
  std::string change_email(std::string_view id, std::string_view email) const;
  std::string insert_refresh_token(std::string_view token, std::string_view user_id, bool revoked = false,
                                   std::string_view created_at = "2018-01-02 03:04:05") const;
  std::string insert_instance(std::string_view id, std::string_view uuid) const;
  std::string insert_audit_entry(std::string_view id, std::string_view payload) const;

 private:
  const std::string prefix_;
  const std::string metadata_type_;
  const std::string table_options_;
};

}  // namespace gotrue
