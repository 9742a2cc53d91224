// The signature of a hook call: a JWT over the SHA-256 of the body (http-api.md "Webhooks").
#pragma once
#include <string>

#include "base/clock.hpp"
#include "core/port/webhook.hpp"

namespace gotrue {

// The value of X-Webhook-Signature: HS256 under the secret of the call, claims `iat`, `iss`, `sub` and `sha256`.
std::string sign_hook_call(const HookCall& call, Time now);

}  // namespace gotrue
