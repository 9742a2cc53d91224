// Calls to the hooks of a site: what the outside world may refuse, and what it may change of a user.
#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "base/json.hpp"
#include "base/result.hpp"
#include "base/secret_string.hpp"
#include "base/uuid.hpp"
#include "core/model/webhook.hpp"

namespace gotrue {

// All calls for one event together take no longer, whatever is configured.
inline constexpr std::chrono::seconds kLongestHook{60};

struct HookCall {
  Uuid instance_id;
  HookEvent event = HookEvent::Validate;
  std::string url;      // absolute
  SecretString secret;  // empty: the call is not signed
  std::string body;     // core/policy/hook_payload.hpp
  int tries = 3;
  std::chrono::seconds timeout{5};  // of one try
  std::chrono::milliseconds longest = kLongestHook;  // of all tries
};

// What a hook wants to be changed; each replaces that metadata of the user.
struct HookReply {
  std::optional<json::Object> user_metadata;
  std::optional<json::Object> app_metadata;
};

// What came of a call.
struct HookOutcome {
  Result<HookReply> reply;
  int tries = 0;   // how often the hook was asked
  int status = 0;  // the last HTTP status; 0: none came
};

// Thread-safe.
class Webhook {
 public:
  virtual ~Webhook() = default;
  // Blocks until the hook answered or every try failed: never with a transaction open. Errors: HookFailed,
  // HookTimedOut, HookUnreachable, HookReplyInvalid, each with `internal` set; ServerBusy, when too many of the instance wait.
  virtual HookOutcome call(const HookCall& call) = 0;
};

}  // namespace gotrue
