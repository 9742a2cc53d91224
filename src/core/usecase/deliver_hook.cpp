#include "core/usecase/deliver_hook.hpp"

#include <algorithm>

#include "core/policy/hook_targets.hpp"
#include "core/policy/metadata_rules.hpp"

namespace gotrue {
namespace {

// One call a time: a hook that does not answer keeps its deliverer as short as can be.
HookOutcome call_once(Webhook& webhook, const Instance& instance, const HookDelivery& delivery) {
  return webhook.call({delivery.instance_id, delivery.event, delivery.url,
                       hook_secret(instance, delivery.is_function_hook), delivery.payload, 1,
                       instance.settings.webhook.timeout});
}

// Doubles with every call, up to the longest, and varies by a quarter so that many do not come back at once.
std::chrono::microseconds pause_after(int attempts, const HookBackOff& back_off, Random& random) {
  std::chrono::microseconds pause = back_off.first_pause;
  for (int i = 1; i < attempts && pause < back_off.longest_pause; ++i) pause *= 2;
  pause = std::min<std::chrono::microseconds>(pause, back_off.longest_pause);
  unsigned char byte = 0;
  random.fill({&byte, 1});
  return pause - pause / 4 * byte / 256;
}

void postpone(HookDelivery& delivery, const HookBackOff& back_off, Random& random) {
  delivery.next_attempt_at = delivery.updated_at + pause_after(delivery.attempts, back_off, random);
  if (delivery.next_attempt_at > delivery.created_at + back_off.give_up_after) delivery.status = DeliveryStatus::Failed;
}

bool uses_reply(const HookDelivery& delivery) { return delivery.event == HookEvent::UserModified; }

// The hook has it when it answered, even when nobody understands its reply: it is not sent again for that.
void judge(HookDelivery& delivery, const Result<HookReply>& reply, const HookBackOff& back_off, Random& random) {
  if (reply) {
    delivery.status = DeliveryStatus::Delivered;
    delivery.last_error.clear();
    return;
  }
  delivery.last_error = reply.error().internal;
  if (reply.error().code != ErrorCode::HookReplyInvalid) return postpone(delivery, back_off, random);
  delivery.status = uses_reply(delivery) ? DeliveryStatus::Failed : DeliveryStatus::Delivered;
}

void apply(Repositories& tx, HookDelivery& delivery, const HookReply& reply) {
  auto user = tx.users().find_by_id(delivery.instance_id, delivery.user_id);
  if (!user || (!reply.user_metadata && !reply.app_metadata)) return;
  if (reply.user_metadata) user->user_metadata = Metadata(*reply.user_metadata);
  if (reply.app_metadata) user->app_metadata = Metadata(*reply.app_metadata);
  if (const Status fits = check_metadata_size(*user); !fits) {
    delivery.status = DeliveryStatus::Failed;
    delivery.last_error = "the metadata of the reply must not " + fits.error().detail;
    return;
  }
  user->updated_at = delivery.updated_at;
  tx.users().update(*user);
}

}  // namespace

HookDelivery deliver_hook(const Services& services, const Instance& instance, HookDelivery delivery,
                          const HookBackOff& back_off) {
  const HookOutcome outcome = call_once(services.webhook, instance, delivery);
  delivery.attempts += outcome.tries;
  delivery.response_status = outcome.status;
  delivery.updated_at = services.clock.now();
  judge(delivery, outcome.reply, back_off, services.random);
  const auto stored = services.storage.transact([&](Repositories& tx) -> Result<HookDelivery> {
    HookDelivery result = delivery;
    if (outcome.reply && uses_reply(result)) apply(tx, result, *outcome.reply);
    tx.hook_deliveries().update(result);
    return result;
  });
  return *stored;
}

}  // namespace gotrue
