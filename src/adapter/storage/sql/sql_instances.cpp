#include "adapter/storage/sql/sql_instances.hpp"

#include "adapter/storage/sql/wide_characters.hpp"

namespace gotrue::sql {
namespace {

constexpr const char* kColumns = "id, uuid, raw_base_config, created_at, updated_at";

InstanceRecord read_instance(const Cursor& row) {
  return {row.uuid(0), row.uuid(1), row.text(2), row.time(3), row.time(4)};
}

std::optional<InstanceRecord> find_one(Cursor row) {
  if (!row.next()) return std::nullopt;
  return read_instance(row);
}

std::string select(const Flavour& f) {
  return std::string("SELECT ") + kColumns + " FROM " + f.table("instances");
}

std::string remove_from(const Flavour& f, const char* table) {
  return "DELETE FROM " + f.table(table) + " WHERE instance_id=?";
}

}  // namespace

SqlInstances::SqlInstances(Connection& c, const Flavour& f)
    : is_narrow_(f.engine == Engine::Mysql),
      find_(c, select(f) + " WHERE id=?" + f.row_lock()),
      find_by_uuid_(c, select(f) + " WHERE uuid=?"),
      list_(c, select(f) + " WHERE id > ? ORDER BY id LIMIT ?"),
      insert_(c, "INSERT INTO " + f.table("instances") + " (" + kColumns + ", uuid_key) VALUES (?,?,?,?,?,?)"),
      update_(c, "UPDATE " + f.table("instances") + " SET raw_base_config=?, updated_at=? WHERE id=?"),
      list_user_ids_(c, "SELECT id FROM " + f.table("users") + " WHERE instance_id=? LIMIT ?"),
      remove_audit_(c, remove_from(f, "audit_log_entries")),
      remove_mail_frequency_(c, remove_from(f, "mail_frequency")),
      remove_outbox_(c, remove_from(f, "outbox")),
      remove_flow_codes_(c, remove_from(f, "flow_codes")),
      remove_hook_deliveries_(c, remove_from(f, "hook_deliveries")),
      remove_saml_keys_(c, remove_from(f, "saml_keys")),
      remove_(c, "DELETE FROM " + f.table("instances") + " WHERE id=?") {}

std::optional<InstanceRecord> SqlInstances::find(const Uuid& id) const { return find_one(find_(id)); }

std::optional<InstanceRecord> SqlInstances::find_by_uuid(const Uuid& uuid) const {
  return find_one(find_by_uuid_(uuid));
}

std::vector<InstanceRecord> SqlInstances::list(const Uuid& after, std::size_t limit) const {
  std::vector<InstanceRecord> instances;
  Cursor row = list_(after, limit);
  while (row.next()) instances.push_back(read_instance(row));
  return instances;
}

void SqlInstances::insert(const InstanceRecord& i) {
  insert_(i.id, i.uuid, stored_json(is_narrow_, i.config), i.created_at, i.updated_at, i.uuid).run();
}

bool SqlInstances::update(const InstanceRecord& i) { return update_(stored_json(is_narrow_, i.config), i.updated_at, i.id).run() > 0; }

std::vector<Uuid> SqlInstances::list_user_ids(const Uuid& id, std::size_t limit) const {
  std::vector<Uuid> ids;
  Cursor row = list_user_ids_(id, limit);
  while (row.next()) ids.push_back(row.uuid(0));
  return ids;
}

bool SqlInstances::remove(const Uuid& id) {
  for (PreparedQuery* query : {&remove_audit_, &remove_mail_frequency_, &remove_outbox_, &remove_flow_codes_,
                               &remove_hook_deliveries_, &remove_saml_keys_}) {
    (*query)(id).run();
  }
  return remove_(id).run() > 0;
}

}  // namespace gotrue::sql
