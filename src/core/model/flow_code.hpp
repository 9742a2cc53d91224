// A code that a browser carries back to our client and that POST /token takes once (RFC 6749 §4.1, RFC 7636). The code
// itself is never in here.
#pragma once
#include <string>

#include "base/clock.hpp"
#include "base/uuid.hpp"

namespace gotrue {

struct FlowCode {
  Uuid instance_id;
  Uuid user_id;
  std::string code_challenge;  // S256; never empty
  Time expires_at{};
};

}  // namespace gotrue
