// One-time tokens in SQL: hashed in a table of their own, or in the original's columns of `users` while a database is
// shared with it.
#pragma once
#include <array>

#include "adapter/storage/sql/connection.hpp"
#include "adapter/storage/sql/flavour.hpp"
#include "core/port/storage.hpp"

namespace gotrue::sql {

class SqlOneTimeTokens final : public OneTimeTokenRepository {
 public:
  SqlOneTimeTokens(Connection& connection, const Flavour& flavour);

  std::optional<OneTimeToken> find(const Uuid& instance_id, OneTimeTokenKind kind,
                                   std::string_view token) const override;
  void replace(const Uuid& instance_id, const Uuid& user_id, OneTimeTokenKind kind, std::string_view token,
               Time now) override;
  bool remove(const Uuid& instance_id, const Uuid& user_id, OneTimeTokenKind kind) override;

 private:
  // The statements on one column of `users`.
  struct PlainColumn {
    PreparedQuery find;
    PreparedQuery set;
    PreparedQuery clear;
  };
  static PlainColumn plain_column(Connection& connection, const Flavour& flavour, const std::string& column);
  PlainColumn& plain(OneTimeTokenKind kind) const { return plain_[static_cast<std::size_t>(kind)]; }

  bool hash_tokens_;
  mutable PreparedQuery find_hashed_;
  PreparedQuery insert_hashed_;
  PreparedQuery remove_hashed_;
  mutable std::array<PlainColumn, 3> plain_;
};

}  // namespace gotrue::sql
