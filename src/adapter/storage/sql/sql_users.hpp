// The accounts in SQL.
#pragma once
#include "adapter/storage/sql/connection.hpp"
#include "adapter/storage/sql/flavour.hpp"
#include "core/port/storage.hpp"

namespace gotrue::sql {

// The columns that read_user reads, of `table` where several are joined.
std::string user_columns(const std::string& table = "");
// A row that holds user_columns from the column `first` on.
User read_user(const Cursor& row, int first = 0);
// The same where the original server may have written the row: metadata that is no JSON is read as {}.
User read_shared_user(const Cursor& row, int first = 0);

class SqlUsers final : public UserRepository {
 public:
  SqlUsers(Connection& connection, const Flavour& flavour);

  std::optional<User> find_by_id(const Uuid& instance_id, const Uuid& id) const override;
  std::optional<User> find_by_email(const Uuid& instance_id, std::string_view audience,
                                    std::string_view normal_email) const override;
  Page<User> list(const UserFilter& filter, const PageRequest& page) const override;
  void insert(const User& user) override;
  bool update(const User& user) override;
  bool remove(const Uuid& instance_id, const Uuid& id) override;

 private:
  User read(const Cursor& row) const;
  std::optional<User> find_one(Cursor row) const;
  std::optional<User> find_unkeyed(const Uuid& instance_id, std::string_view audience,
                                   std::string_view normal_email) const;
  bool update_own(const User& user);
  bool update_shared(const User& user);

  struct ListQueries {
    PreparedQuery count;
    PreparedQuery newest_first;
    PreparedQuery oldest_first;
  };
  static ListQueries list_queries(Connection& connection, const Flavour& flavour, const std::string& condition);

  // The rows may be the original server's (MySQL).
  const bool is_shared_;
  const bool is_narrow_;
  mutable PreparedQuery find_by_id_;
  mutable PreparedQuery find_by_email_;
  // Rows that the original server wrote, or whose address it changed: found by the collation, then compared as bytes.
  mutable PreparedQuery find_unkeyed_;
  mutable ListQueries list_all_;
  mutable ListQueries list_matching_;
  PreparedQuery insert_;
  PreparedQuery update_;
  PreparedQuery remove_;
  PreparedQuery remove_sessions_;
  PreparedQuery remove_refresh_tokens_;
  PreparedQuery remove_one_time_tokens_;
  PreparedQuery remove_identities_;
  PreparedQuery remove_outbox_;
};

}  // namespace gotrue::sql
