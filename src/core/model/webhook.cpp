#include "core/model/webhook.hpp"

namespace gotrue {

std::string_view hook_event_name(HookEvent event) {
  switch (event) {
    case HookEvent::Validate: return "validate";
    case HookEvent::Signup: return "signup";
    case HookEvent::Login: return "login";
    case HookEvent::UserDeleted: return "userdeleted";
    case HookEvent::UserModified: return "usermodified";
  }
  return "";
}

std::optional<HookEvent> parse_hook_event(std::string_view name) {
  for (const HookEvent event : kHookEvents) {
    if (hook_event_name(event) == name) return event;
  }
  return std::nullopt;
}

}  // namespace gotrue
