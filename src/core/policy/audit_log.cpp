#include "core/policy/audit_log.hpp"

#include "base/json.hpp"
#include "base/ordered_uuid.hpp"
#include "base/timestamp.hpp"
#include "base/utf8.hpp"

namespace gotrue {
namespace {

// A user may have a name of 32 KiB, and would fill the disk with two of it for each refresh.
constexpr std::size_t kMaxActorNameBytes = 255;

}  // namespace

std::string_view action_name(AuditAction action) {
  switch (action) {
    case AuditAction::Login: return "login";
    case AuditAction::Logout: return "logout";
    case AuditAction::InviteAccepted: return "invite_accepted";
    case AuditAction::UserSignedUp: return "user_signedup";
    case AuditAction::UserInvited: return "user_invited";
    case AuditAction::UserDeleted: return "user_deleted";
    case AuditAction::UserModified: return "user_modified";
    case AuditAction::UserRecoveryRequested: return "user_recovery_requested";
    case AuditAction::TokenRevoked: return "token_revoked";
    case AuditAction::TokenRefreshed: return "token_refreshed";
  }
  return "";
}

std::string_view log_type_of(AuditAction action) {
  switch (action) {
    case AuditAction::Login:
    case AuditAction::Logout:
    case AuditAction::InviteAccepted: return "account";
    case AuditAction::UserSignedUp:
    case AuditAction::UserInvited:
    case AuditAction::UserDeleted: return "team";
    case AuditAction::TokenRevoked:
    case AuditAction::TokenRefreshed: return "token";
    case AuditAction::UserModified:
    case AuditAction::UserRecoveryRequested: return "user";
  }
  return "";
}

AuditEntry make_audit_entry(const Uuid& instance_id, const AuditEvent& event, Time now, Random& random) {
  // Two of these are written per refresh, so the text is put together without a JSON tree.
  std::string payload = R"({"action":")";
  payload += action_name(event.action);
  payload += R"(","actor_email":)";
  json::append_string(payload, event.actor.email);
  payload += R"(,"actor_id":")" + event.actor.id.to_string() + '"';
  if (!event.actor.name.empty()) {
    payload += R"(,"actor_name":)";
    json::append_string(payload, cut_utf8(event.actor.name, kMaxActorNameBytes));
  }
  payload += R"(,"log_type":")";
  payload += log_type_of(event.action);
  payload += R"(","timestamp":")" + format_rfc3339_seconds(now) + '"';
  if (event.traits) {
    payload += R"(,"traits":{"user_email":)";
    json::append_string(payload, event.traits->user_email);
    payload += R"(,"user_id":")" + event.traits->user_id.to_string() + R"("})";
  }
  payload += '}';
  return {ordered_uuid(now, random), instance_id, std::move(payload), now};
}

}  // namespace gotrue
