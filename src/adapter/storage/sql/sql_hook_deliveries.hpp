// The deliveries of webhooks in SQL.
#pragma once
#include "adapter/storage/sql/connection.hpp"
#include "adapter/storage/sql/due_query.hpp"
#include "adapter/storage/sql/flavour.hpp"
#include "core/port/storage.hpp"

namespace gotrue::sql {

class SqlHookDeliveries final : public HookDeliveryRepository {
 public:
  SqlHookDeliveries(Connection& connection, const Flavour& flavour);

  void insert(const HookDelivery& delivery) override;
  std::optional<HookDelivery> find(const Uuid& instance_id, const Uuid& id) const override;
  Page<HookDelivery> list(const HookDeliveryFilter& filter, const PageRequest& page) const override;
  std::vector<HookDelivery> claim(Time now, Time lease_until, std::size_t limit,
                                  const std::vector<Uuid>& left_out) override;
  void update(const HookDelivery& delivery) override;
  std::optional<Time> next_due(const std::vector<Uuid>& left_out) const override;
  std::size_t remove_old(Time delivered_before, Time others_before, std::size_t limit) override;

  // Whether a pending one was added since the last call.
  bool take_added() { return std::exchange(was_added_, false); }

 private:
  bool was_added_ = false;
  PreparedQuery insert_;
  mutable PreparedQuery find_;
  mutable PreparedQuery count_;
  mutable PreparedQuery list_;
  PreparedQuery select_due_;
  PreparedQuery lease_;
  PreparedQuery update_;
  mutable DueQuery next_due_;
  PreparedQuery remove_old_;
};

}  // namespace gotrue::sql
