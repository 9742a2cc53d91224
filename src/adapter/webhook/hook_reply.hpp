// Reads what a hook answered with 200.
#pragma once
#include <string_view>

#include "core/port/webhook.hpp"

namespace gotrue {

// {"user_metadata"?, "app_metadata"?}; null and other members are ignored, an empty body changes nothing. Error:
// HookReplyInvalid for anything else.
Result<HookReply> parse_hook_reply(std::string_view body);

}  // namespace gotrue
