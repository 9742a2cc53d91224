// One entry of the audit log (http-api.md "Audit log").
#pragma once
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/uuid.hpp"

namespace gotrue {

enum class AuditAction {
  Login,
  Logout,
  InviteAccepted,
  UserSignedUp,
  UserInvited,
  UserDeleted,
  UserModified,
  UserRecoveryRequested,
  TokenRevoked,
  TokenRefreshed,
};

// As stored: `payload` is the JSON text that GET /admin/audit shows.
struct AuditEntry {
  Uuid id;
  Uuid instance_id;
  std::string payload;
  Time created_at{};
};

}  // namespace gotrue
