// From what an operator states of an instance to the settings it runs with (http-api.md "Multi-instance mode").
#pragma once
#include "core/model/instance.hpp"
#include "core/model/instance_config.hpp"

namespace gotrue {

// Zero values fall back to the `global` SMTP and provider settings and to the defaults of the keys. Credentials fall back
// only together with the host that they belong to, so that no secret of the process goes to a host of the instance's own;
// the JWT secret never does. The schema of user data is left to whoever can compile one (adapter/instances).
InstanceSettings make_instance_settings(const InstanceConfig& config, const InstanceSettings& global);

}  // namespace gotrue
