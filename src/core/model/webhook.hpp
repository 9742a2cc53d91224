// Webhooks as values: the events, where they go, and what a hook may change (http-api.md "Webhooks").
#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret_string.hpp"

namespace gotrue {

enum class HookEvent { Validate, Signup, Login, UserDeleted, UserModified };
inline constexpr std::array kHookEvents = {HookEvent::Validate, HookEvent::Signup, HookEvent::Login,
                                           HookEvent::UserDeleted, HookEvent::UserModified};

// "validate", "signup", "login", "userdeleted" or "usermodified".
std::string_view hook_event_name(HookEvent event);
std::optional<HookEvent> parse_hook_event(std::string_view name);

// Something for each event.
template <class T>
class PerHookEvent {
 public:
  const T& operator[](HookEvent event) const { return values_[static_cast<std::size_t>(event)]; }
  T& operator[](HookEvent event) { return values_[static_cast<std::size_t>(event)]; }

 private:
  std::array<T, kHookEvents.size()> values_{};
};

// WEBHOOK_*: one URL for all events.
struct WebhookSettings {
  std::string url;      // empty: none
  SecretString secret;  // empty: calls are not signed
  int retries = 3;      // calls in all
  std::chrono::seconds timeout{5};  // of one call
  PerHookEvent<bool> events;        // the events that are sent
};

// The claim `function_hooks` of X-Nf-Sign: URLs per event, relative ones resolved against the site URL. Called when
// no WEBHOOK_URL is set, signed with the instance's JWT secret.
using FunctionHooks = PerHookEvent<std::vector<std::string>>;

}  // namespace gotrue
