// GET /admin/webhooks/deliveries and POST …/{id}/repeat: the log of webhook calls, and sending one again.
#pragma once
#include "core/model/actor.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

struct ListDeliveriesInput {
  std::optional<HookEvent> event;
  std::optional<DeliveryStatus> status;
  PageRequest page;
};

// Newest first, without payloads; an admin by role sees those of its own audience.
Page<HookDelivery> list_deliveries(const Services& services, const RequestContext& context, const Admin& admin,
                                   const ListDeliveriesInput& input);

// Sends the same payload to the same URL once more, as a delivery of its own that does not count as an answer any more:
// its reply changes nothing, but that of `usermodified`, which always comes afterwards. Returns the new one. Error:
// DeliveryNotFound.
Result<HookDelivery> repeat_delivery(const Services& services, const RequestContext& context, const Admin& admin,
                                     const Uuid& id);

}  // namespace gotrue
