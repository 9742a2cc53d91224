// A session is a refresh-token family: what one login started.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/uuid.hpp"

namespace gotrue {

struct Session {
  Uuid id;
  Uuid instance_id;
  Uuid user_id;
  Time created_at{};
  Time last_used_at{};
  std::string user_agent;  // of the last use, at most 255 bytes
  std::string ip;          // of the last use; empty when it cannot be known
};

// One row of `refresh_tokens`. The token itself is never in here.
struct RefreshToken {
  std::int64_t id = 0;
  Uuid instance_id;
  Uuid user_id;
  std::optional<Uuid> session_id;  // none: written by the original server, counts as its own family
  bool revoked = false;
  Time created_at{};
  Time updated_at{};  // of a revoked one: when it was revoked
};

}  // namespace gotrue
