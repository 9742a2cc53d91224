// The generated SAML keys, in SQL.
#pragma once
#include "adapter/storage/sql/connection.hpp"
#include "adapter/storage/sql/flavour.hpp"
#include "core/port/storage.hpp"

namespace gotrue::sql {

class SqlSamlKeys final : public SamlKeyRepository {
 public:
  SqlSamlKeys(Connection& connection, const Flavour& flavour);
  std::optional<SamlKey> find(const Uuid& instance_id) const override;
  void insert(const SamlKey& key) override;
  void remove(const Uuid& instance_id) override;

 private:
  mutable PreparedQuery find_;
  PreparedQuery insert_;
  PreparedQuery remove_;
};

}  // namespace gotrue::sql
