#include "core/usecase/step/hook_log.hpp"

#include "core/policy/hook_payload.hpp"

namespace gotrue {

HookDelivery make_delivery(const Services& services, const RequestContext& context, HookEvent event,
                           const HookTarget& target, const User& user, Time now) {
  HookDelivery delivery;
  delivery.id = Uuid::v4(services.random);
  delivery.instance_id = context.instance.id;
  delivery.user_id = user.id;
  delivery.audience = user.aud;
  delivery.event = event;
  delivery.url = target.url;
  delivery.is_function_hook = target.is_function_hook;
  delivery.payload = compose_hook_payload(event, context.instance.id, user);
  delivery.created_at = now;
  delivery.updated_at = now;
  delivery.next_attempt_at = now;
  return delivery;
}

void enqueue_hook(const Services& services, const RequestContext& context, Repositories& tx, HookEvent event,
                  const User& user, Time now) {
  for (const HookTarget& target : hook_targets(context.instance, context.function_hooks, event)) {
    tx.hook_deliveries().insert(make_delivery(services, context, event, target, user, now));
  }
}

}  // namespace gotrue
