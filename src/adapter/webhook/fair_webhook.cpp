#include "adapter/webhook/fair_webhook.hpp"

namespace gotrue {

HookOutcome FairWebhook::call(const HookCall& call) {
  const auto held = shares_.take(call.instance_id);
  if (held) return webhook_.call(call);
  constexpr std::chrono::seconds kPause{1};
  return {fail(Error{ErrorCode::ServerBusy, {}, "too many requests of the instance wait for its hooks", kPause}), 0, 0};
}

}  // namespace gotrue
