// Makes one call of a delivery that waits in the outbox, and keeps what came of it.
#pragma once
#include "core/model/instance.hpp"
#include "core/port/services.hpp"

namespace gotrue {

// When a delivery that failed is tried again, and when no more.
struct HookBackOff {
  std::chrono::seconds first_pause{1};
  std::chrono::seconds longest_pause{3'600};
  std::chrono::seconds give_up_after{24 * 3'600};
};

// `delivery` was claimed by the caller. The reply of `usermodified` is applied to the user as it is then. Returns what
// is stored of the delivery. Blocks; no transaction is open while the hook is waited for.
HookDelivery deliver_hook(const Services& services, const Instance& instance, HookDelivery delivery,
                          const HookBackOff& back_off);

}  // namespace gotrue
