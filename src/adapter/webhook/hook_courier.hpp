// Takes webhooks out of the outbox and sees that they arrive: at once after the commit, again with growing pauses
// (security.md 26).
#pragma once
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/port/logger.hpp"
#include "core/usecase/deliver_hook.hpp"

namespace gotrue {

struct HookCourierOptions {
  std::size_t workers = 8;           // calls under way at once
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
  ~HookCourier();

  // There may be something to do. Cheap, for any thread.
  void wake();

 private:
  void run();
  // Waits for a reason to look; false when it is to end.
  bool wait(std::chrono::milliseconds pause);
  std::vector<HookDelivery> claim();
  std::chrono::milliseconds time_to_next();
  void deliver(const HookDelivery& delivery);
  void drop(HookDelivery delivery);
  void log(const HookDelivery& delivery);

  Services services_;
  const FindInstance find_instance_;
  Logger& logger_;
  const HookCourierOptions options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_woken_ = true;  // what a restart left
  bool is_stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace gotrue
