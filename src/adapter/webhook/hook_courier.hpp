// Takes webhooks out of the outbox and sees that they arrive: at once after the commit, again with growing pauses
// (security.md 26).
#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "base/fair_shares.hpp"
#include "base/woken_threads.hpp"
#include "core/port/logger.hpp"
#include "core/usecase/deliver_hook.hpp"

namespace gotrue {

struct HookCourierOptions {
  std::size_t workers = 8;           // calls under way at once
  std::size_t per_instance = 8;      // of those for one instance; at most kMostLeftOut shares make all
  std::chrono::seconds lease{120};   // how long another courier leaves a claimed one alone; longer than any call
  std::chrono::seconds poll{30};     // how often it looks without being woken (those of other nodes)
  HookBackOff back_off;
};

// Everything it is given outlives it. Started by the constructor; the destructor ends it after the calls under way.
class HookCourier {
 public:
  // nullptr: there is no such instance any more.
  using FindInstance = std::function<std::shared_ptr<const Instance>(const Uuid&)>;

  HookCourier(Services services, FindInstance find_instance, Logger& logger, HookCourierOptions options = {});

  // There may be something to do. Cheap, for any thread.
  void wake() { threads_.wake(); }

 private:
  // Does what is due; how long to pause.
  std::chrono::milliseconds work();
  std::vector<HookDelivery> claim();
  std::chrono::milliseconds time_to_next();
  void deliver(const HookDelivery& delivery);
  void give_back(const HookDelivery& delivery);
  void drop(HookDelivery delivery);
  void store(const HookDelivery& delivery);
  void log(const HookDelivery& delivery);

  Services services_;
  const FindInstance find_instance_;
  Logger& logger_;
  const HookCourierOptions options_;
  FairShares shares_;
  WokenThreads threads_;
};

}  // namespace gotrue
