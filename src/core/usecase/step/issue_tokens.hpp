// What a grant ends with: a session with its first refresh token, and an access token for it.
#pragma once
#include "core/model/access_token.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

// Starts a session for `user` inside the transaction and returns its tokens.
TokenPair start_session(const Services& services, const RequestContext& context, Repositories& tx, const User& user,
                        Time now);

// Signs an access token of the session (none: a token without `session_id`).
std::string sign_access_token(const Services& services, const RequestContext& context, const User& user,
                              const std::optional<Uuid>& session_id, Time now);

// A session of this request's client; at most 255 bytes of its User-Agent are kept.
Session make_session(const RequestContext& context, const Uuid& id, const Uuid& user_id, Time now);

}  // namespace gotrue
