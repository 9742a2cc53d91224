// The tenants of multi-instance mode (table `instances`).
#pragma once
#include "adapter/storage/sql/connection.hpp"
#include "adapter/storage/sql/flavour.hpp"
#include "core/port/storage.hpp"

namespace gotrue::sql {

class SqlInstances final : public InstanceRepository {
 public:
  SqlInstances(Connection& connection, const Flavour& flavour);
  std::optional<InstanceRecord> find(const Uuid& id) const override;
  std::optional<InstanceRecord> find_by_uuid(const Uuid& uuid) const override;
  std::vector<InstanceRecord> list(const Uuid& after, std::size_t limit) const override;
  void insert(const InstanceRecord& instance) override;
  bool update(const InstanceRecord& instance) override;
  std::vector<Uuid> list_user_ids(const Uuid& id, std::size_t limit) const override;
  bool remove(const Uuid& id) override;

 private:
  const bool is_narrow_;
  mutable PreparedQuery find_;
  mutable PreparedQuery find_by_uuid_;
  mutable PreparedQuery list_;
  PreparedQuery insert_;
  PreparedQuery update_;
  mutable PreparedQuery list_user_ids_;
  PreparedQuery remove_audit_;
  PreparedQuery remove_mail_frequency_;
  PreparedQuery remove_outbox_;
  PreparedQuery remove_flow_codes_;
  PreparedQuery remove_hook_deliveries_;
  PreparedQuery remove_saml_keys_;
  PreparedQuery remove_;
};

}  // namespace gotrue::sql
