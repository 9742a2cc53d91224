#include "adapter/storage/sql/sql_saml_keys.hpp"

namespace gotrue::sql {

SqlSamlKeys::SqlSamlKeys(Connection& c, const Flavour& f)
    : find_(c, "SELECT certificate, sealed_key, created_at FROM " + f.table("saml_keys") + " WHERE instance_id = ?"),
      insert_(c, "INSERT INTO " + f.table("saml_keys") +
                     " (instance_id, certificate, sealed_key, created_at) VALUES (?,?,?,?)"),
      remove_(c, "DELETE FROM " + f.table("saml_keys") + " WHERE instance_id = ?") {}

std::optional<SamlKey> SqlSamlKeys::find(const Uuid& instance_id) const {
  Cursor row = find_(instance_id);
  if (!row.next()) return std::nullopt;
  return SamlKey{instance_id, row.text(0), row.text(1), row.time(2)};
}

void SqlSamlKeys::insert(const SamlKey& key) {
  insert_(key.instance_id, key.certificate, key.sealed_key, key.created_at).run();
}

void SqlSamlKeys::remove(const Uuid& instance_id) { remove_(instance_id).run(); }

}  // namespace gotrue::sql
