#include "core/usecase/hook_deliveries.hpp"

namespace gotrue {
namespace {

HookDelivery again(const HookDelivery& earlier, const Uuid& id, Time now) {
  HookDelivery delivery = earlier;
  delivery.id = id;
  delivery.status = DeliveryStatus::Pending;
  delivery.attempts = 0;
  delivery.response_status = 0;
  delivery.last_error.clear();
  delivery.created_at = now;
  delivery.updated_at = now;
  delivery.next_attempt_at = now;
  return delivery;
}

}  // namespace

Page<HookDelivery> list_deliveries(const Services& services, const RequestContext& context, const Admin& admin,
                                   const ListDeliveriesInput& input) {
  const HookDeliveryFilter filter{context.instance.id, admin.audience_limit, input.event, input.status};
  return services.storage.read(
      [&](Repositories& repositories) { return repositories.hook_deliveries().list(filter, input.page); });
}

Result<HookDelivery> repeat_delivery(const Services& services, const RequestContext& context, const Admin& admin,
                                     const Uuid& id) {
  return services.storage.transact([&](Repositories& tx) -> Result<HookDelivery> {
    const auto earlier = tx.hook_deliveries().find(context.instance.id, id);
    if (!earlier || !admin.may_act_in(earlier->audience)) return fail(ErrorCode::DeliveryNotFound);
    HookDelivery delivery = again(*earlier, Uuid::v4(services.random), services.clock.now());
    tx.hook_deliveries().insert(delivery);
    return delivery;
  });
}

}  // namespace gotrue
