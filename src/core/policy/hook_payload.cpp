#include "core/policy/hook_payload.hpp"

#include "core/policy/user_object.hpp"

namespace gotrue {

std::string compose_hook_payload(HookEvent event, const Uuid& instance_id, const User& user) {
  std::string out = R"({"event":")";
  out.append(hook_event_name(event)).append(R"(","instance_id":")").append(instance_id.to_string());
  out += R"(","user":)";
  append_user_object(out, user);
  return out + '}';
}

}  // namespace gotrue
