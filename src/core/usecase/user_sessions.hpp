// GET and DELETE /user/sessions and /admin/users/{id}/sessions: where a user is signed in, and ending that.
#pragma once
#include <optional>
#include <vector>

#include "core/model/access_token.hpp"
#include "core/model/actor.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

// Whose sessions: the bearer's own, or those of a user that an admin manages.
struct SessionOwner {
  Uuid user_id;
  std::optional<Uuid> current;  // the session of the bearer's own token
  const Admin* admin = nullptr;
};

// The owner that a user's own token names. Errors: SubjectInvalid, UserNotFound.
Result<SessionOwner> get_own_sessions(const Services& services, const RequestContext& context,
                                      const VerifiedAccessToken& token);

// Error: UserNotFound.
Result<std::vector<Session>> list_sessions(const Services& services, const RequestContext& context,
                                           const SessionOwner& owner);
// Ends one session. Errors: UserNotFound, SessionNotFound.
Status end_session(const Services& services, const RequestContext& context, const SessionOwner& owner,
                   const Uuid& session_id);
// Ends all sessions but the current one. Error: UserNotFound.
Status end_other_sessions(const Services& services, const RequestContext& context, const SessionOwner& owner);

}  // namespace gotrue
