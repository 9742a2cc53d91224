// Hooks that requests wait for, with a bound for each instance: one whose hook takes calls and never answers must not take all
// threads that there are for waiting. Couriers have shares of their own and call the hook itself.
#pragma once
#include "base/fair_shares.hpp"
#include "core/port/webhook.hpp"

namespace gotrue {

// Thread-safe.
class FairWebhook final : public Webhook {
 public:
  // `webhook` outlives this; `share` calls of one instance wait at the same time.
  FairWebhook(Webhook& webhook, std::size_t share) : webhook_(webhook), shares_(share) {}
  // Of an instance that has its share already: ServerBusy at once, without a try.
  HookOutcome call(const HookCall& call) override;

 private:
  Webhook& webhook_;
  FairShares shares_;
};

}  // namespace gotrue
