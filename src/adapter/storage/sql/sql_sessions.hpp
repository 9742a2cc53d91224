// Sessions and their refresh tokens in SQL.
#pragma once
#include "adapter/storage/sql/connection.hpp"
#include "adapter/storage/sql/flavour.hpp"
#include "core/port/storage.hpp"

namespace gotrue::sql {

// The columns that read_owned_token reads: of refresh_tokens as `t` and users as `u`.
std::string owned_token_columns();
// How many they are: others may stand behind them.
inline constexpr int kOwnedTokenColumnCount = 29;
// `is_shared`: the original server may have written the rows.
OwnedRefreshToken read_owned_token(const Cursor& row, bool is_shared);

class SqlSessions final : public SessionRepository {
 public:
  SqlSessions(Connection& connection, const Flavour& flavour);

  std::optional<Session> find(const Uuid& instance_id, const Uuid& id) const override;
  std::vector<Session> list_by_user(const Uuid& instance_id, const Uuid& user_id) const override;
  void insert(const Session& session) override;
  void touch(const Session& session) override;
  bool remove(const Uuid& instance_id, const Uuid& user_id, const Uuid& id) override;
  void remove_by_user(const Uuid& instance_id, const Uuid& user_id, const std::optional<Uuid>& kept) override;

 private:
  mutable PreparedQuery find_;
  mutable PreparedQuery list_by_user_;
  PreparedQuery insert_;
  PreparedQuery touch_;
  PreparedQuery remove_;
  PreparedQuery remove_tokens_;
  PreparedQuery remove_by_user_;
  PreparedQuery remove_tokens_by_user_;
};

class SqlRefreshTokens final : public RefreshTokenRepository {
 public:
  SqlRefreshTokens(Connection& connection, const Flavour& flavour);

  std::optional<RefreshToken> find(const Uuid& instance_id, std::string_view token) const override;
  std::optional<OwnedRefreshToken> find_owned(const Uuid& instance_id, std::string_view token) const override;
  void insert(const RefreshToken& row, std::string_view token) override;
  void revoke(std::int64_t id, Time now) override;
  void revoke_family(const RefreshToken& row, Time now) override;

 private:
  bool hash_tokens_;
  const bool is_shared_;  // with the original server (MySQL)
  mutable PreparedQuery find_hashed_;
  mutable PreparedQuery find_plain_;
  mutable PreparedQuery find_owned_hashed_;
  mutable PreparedQuery find_owned_plain_;
  PreparedQuery insert_;
  PreparedQuery revoke_;
  PreparedQuery revoke_family_;
};

}  // namespace gotrue::sql
