// One event for one hook: an entry of the log that admins read, and, while it is pending, the outbox of webhooks.
#pragma once
#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/uuid.hpp"
#include "core/model/webhook.hpp"

namespace gotrue {

enum class DeliveryStatus { Pending, Delivered, Failed };

// "pending", "delivered" or "failed".
std::string_view delivery_status_name(DeliveryStatus status);
std::optional<DeliveryStatus> parse_delivery_status(std::string_view name);

struct HookDelivery {
  Uuid id;
  Uuid instance_id;
  Uuid user_id;
  std::string audience;  // of the user: an admin by role sees those of its own
  HookEvent event = HookEvent::Validate;
  std::string url;
  // The URL came with a request (X-Nf-Sign), so the call is signed with the instance's JWT secret.
  bool is_function_hook = false;
  std::string payload;  // core/policy/hook_payload.hpp
  DeliveryStatus status = DeliveryStatus::Pending;
  int attempts = 0;         // calls made
  int response_status = 0;  // of the last call; 0: no answer
  std::string last_error;
  Time created_at{};
  Time updated_at{};
  Time next_attempt_at{};  // of a pending one
};

}  // namespace gotrue
