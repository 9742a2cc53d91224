#include "adapter/webhook/hook_courier.hpp"

#include <algorithm>

namespace gotrue {

using Milliseconds = std::chrono::milliseconds;

HookCourier::HookCourier(Services services, FindInstance find_instance, Logger& logger, HookCourierOptions options)
    : services_(services),
      find_instance_(std::move(find_instance)),
      logger_(logger),
      options_(options),
      shares_(options_.per_instance),
      threads_(options_.workers, [this] { return work(); }) {}

// One at a time, so that the others find the rest.
Milliseconds HookCourier::work() {
  const auto deliveries = claim();
  for (const HookDelivery& delivery : deliveries) {
    const auto share = shares_.take(delivery.instance_id);
    wake();
    if (share) {
      deliver(delivery);
    } else {
      give_back(delivery);
    }
  }
  // What is due and could not be claimed waits for an earlier event of the same user.
  return deliveries.empty() ? std::max(time_to_next(), Milliseconds(200)) : Milliseconds(0);
}

std::vector<HookDelivery> HookCourier::claim() {
  std::vector<HookDelivery> deliveries;
  if (time_to_next() > Milliseconds(0)) return deliveries;
  try {
    (void)services_.storage.transact([&](Repositories& tx) -> Status {
      const Time now = services_.clock.now();
      deliveries = tx.hook_deliveries().claim(now, now + options_.lease, 1, shares_.exhausted());
      return {};
    });
  } catch (const std::exception& error) {
    deliveries.clear();
    logger_.log(LogLevel::Error, "webhooks cannot be delivered", {{"component", "webhook"}, {"error", error.what()}});
  }
  return deliveries;
}

// Another worker was quicker to take the last of its instance's share. If it cannot be written, the lease ends by itself.
void HookCourier::give_back(const HookDelivery& delivery) {
  try {
    store(delivery);
  } catch (const std::exception& error) {
    logger_.log(LogLevel::Error, "webhooks cannot be delivered", {{"component", "webhook"}, {"error", error.what()}});
  }
}

Milliseconds HookCourier::time_to_next() {
  const Milliseconds poll = options_.poll;
  try {
    const auto due = services_.storage.look_up(
        [&](Repositories& repositories) { return repositories.hook_deliveries().next_due(shares_.exhausted()); });
    if (!due) return poll;
    return std::clamp(std::chrono::ceil<Milliseconds>(*due - services_.clock.now()), Milliseconds(0), poll);
  } catch (const std::exception&) {
    return poll;
  }
}

// A failure of the database leaves the delivery to the end of its lease.
void HookCourier::deliver(const HookDelivery& delivery) {
  try {
    const auto instance = find_instance_(delivery.instance_id);
    if (!instance) return drop(delivery);
    log(deliver_hook(services_, *instance, delivery, options_.back_off));
  } catch (const std::exception& error) {
    logger_.log(LogLevel::Error, "webhook could not be delivered",
                {{"component", "webhook"}, {"error", error.what()}});
  }
}

void HookCourier::drop(HookDelivery delivery) {
  delivery.status = DeliveryStatus::Failed;
  delivery.last_error = "the instance is gone";
  delivery.updated_at = services_.clock.now();
  store(delivery);
  log(delivery);
}

void HookCourier::store(const HookDelivery& delivery) {
  (void)services_.storage.transact([&](Repositories& tx) -> Status {
    tx.hook_deliveries().update(delivery);
    return {};
  });
}

void HookCourier::log(const HookDelivery& delivery) {
  if (delivery.last_error.empty()) return;
  const std::string instance_id = delivery.instance_id.to_string();
  const std::string user_id = delivery.user_id.to_string();
  const LogField fields[] = {{"component", "webhook"},          {"event", hook_event_name(delivery.event)},
                             {"instance_id", instance_id},      {"user_id", user_id},
                             {"attempts", std::int64_t(delivery.attempts)}, {"error", delivery.last_error}};
  if (delivery.status == DeliveryStatus::Pending) {
    logger_.log(LogLevel::Warn, "webhook failed, it is tried again", fields);
  } else {
    logger_.log(LogLevel::Error, "webhook failed", fields);
  }
}

}  // namespace gotrue
