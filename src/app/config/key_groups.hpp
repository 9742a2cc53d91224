// The parts of the configuration table; key_groups.cpp puts them together.
#pragma once
#include "app/config/key.hpp"

namespace gotrue {

KeyGroup service_keys();
KeyGroup api_keys();
KeyGroup database_keys();
KeyGroup token_keys();
KeyGroup mail_keys();
KeyGroup security_keys();
KeyGroup rate_limit_keys();
KeyGroup provider_keys();
KeyGroup webhook_keys();
KeyGroup log_keys();
KeyGroup tracing_keys();

}  // namespace gotrue
