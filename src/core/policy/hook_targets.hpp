// Where an event goes: to WEBHOOK_URL, or else to the function hooks that the request brought.
#pragma once
#include <string>
#include <vector>

#include "core/model/instance.hpp"
#include "core/model/webhook.hpp"

namespace gotrue {

struct HookTarget {
  std::string url;  // absolute
  bool is_function_hook = false;
};

// In the order of their calls; none when nobody asked for the event. A function hook that is no URL stays as
// it is, so that its call fails.
std::vector<HookTarget> hook_targets(const Instance& instance, const FunctionHooks* function_hooks, HookEvent event);

// The secret that signs calls of that kind; empty: they are not signed.
const SecretString& hook_secret(const Instance& instance, bool is_function_hook);

}  // namespace gotrue
