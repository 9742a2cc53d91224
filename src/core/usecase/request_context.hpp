// What every use case knows of the request besides its own input.
#pragma once
#include <string>

#include "core/model/instance.hpp"

namespace gotrue {

struct RequestContext {
  const Instance& instance;
  std::string audience;        // X-JWT-AUD, else the token's, else GOTRUE_JWT_AUD
  std::string client_address;  // empty when it cannot be known
  std::string user_agent;
  // Hooks that the request brought with it (X-Nf-Sign); outlives the use case. nullptr: none.
  const FunctionHooks* function_hooks = nullptr;
};

}  // namespace gotrue
