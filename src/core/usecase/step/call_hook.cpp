#include "core/usecase/step/call_hook.hpp"

#include "core/policy/hook_targets.hpp"
#include "core/policy/metadata_rules.hpp"
#include "core/usecase/step/hook_log.hpp"

namespace gotrue {
namespace {

HookCall make_call(const RequestContext& context, const HookDelivery& delivery, std::chrono::milliseconds longest) {
  const WebhookSettings& settings = context.instance.settings.webhook;
  return {delivery.instance_id,
          delivery.event,
          delivery.url,
          hook_secret(context.instance, delivery.is_function_hook),
          delivery.payload,
          settings.retries,
          settings.timeout,
          longest};
}

void merge(const HookReply& reply, HookChange& change) {
  if (reply.user_metadata) change.user_metadata = Metadata(*reply.user_metadata);
  if (reply.app_metadata) change.app_metadata = Metadata(*reply.app_metadata);
}

// The reply, or why the hook refused; either way the entry tells.
Result<HookReply> call_one(const Services& services, const RequestContext& context, HookDelivery& delivery,
                           Monotonic end) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - services.clock.monotonic());
  HookOutcome outcome = services.webhook.call(make_call(context, delivery, left));
  delivery.attempts = outcome.tries;
  delivery.response_status = outcome.status;
  delivery.status = outcome.reply ? DeliveryStatus::Delivered : DeliveryStatus::Failed;
  if (!outcome.reply) delivery.last_error = outcome.reply.error().internal;
  delivery.updated_at = services.clock.now();
  return std::move(outcome.reply);
}

void record_refusal(const Services& services, const HookChange& change) {
  (void)services.storage.transact([&](Repositories& tx) -> Status {
    change.record(tx);
    return {};
  });
}

}  // namespace

bool has_hook(const RequestContext& context, HookEvent event) {
  return !hook_targets(context.instance, context.function_hooks, event).empty();
}

Result<HookChange> call_hook(const Services& services, const RequestContext& context, HookEvent event,
                             const User& user) {
  HookChange change;
  User seen = user;
  const Monotonic end = services.clock.monotonic() + kLongestHook;
  for (const HookTarget& target : hook_targets(context.instance, context.function_hooks, event)) {
    HookDelivery delivery = make_delivery(services, context, event, target, seen, services.clock.now());
    const auto reply = call_one(services, context, delivery, end);
    change.deliveries.push_back(std::move(delivery));
    if (!reply) {
      // Refused unasked: there is nothing to tell, and many of them.
      if (reply.error().code != ErrorCode::ServerBusy) record_refusal(services, change);
      return fail(reply.error());
    }
    merge(*reply, change);
    change.apply_to(seen);
    TRY(check_metadata_size(seen));
  }
  return change;
}

}  // namespace gotrue
