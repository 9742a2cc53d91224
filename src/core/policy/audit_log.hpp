// The entries of the audit log (http-api.md "Audit log").
#pragma once
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "core/model/actor.hpp"
#include "core/model/audit_entry.hpp"

namespace gotrue {

// The user that an action is about, when it is not the actor.
struct AuditTraits {
  Uuid user_id;
  std::string user_email;
};

struct AuditEvent {
  AuditAction action;
  Actor actor;
  std::optional<AuditTraits> traits = std::nullopt;
};

// "login", "token_revoked", ...
std::string_view action_name(AuditAction action);
// "account", "team", "token" or "user".
std::string_view log_type_of(AuditAction action);

AuditEntry make_audit_entry(const Uuid& instance_id, const AuditEvent& event, Time now, Random& random);

}  // namespace gotrue
