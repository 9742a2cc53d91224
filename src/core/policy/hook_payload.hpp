// What a hook is told: {"event", "instance_id", "user"} (http-api.md "Webhooks").
#pragma once
#include <string>

#include "core/model/user.hpp"
#include "core/model/webhook.hpp"

namespace gotrue {

std::string compose_hook_payload(HookEvent event, const Uuid& instance_id, const User& user);

}  // namespace gotrue
