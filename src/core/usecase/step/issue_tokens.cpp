#include "core/usecase/step/issue_tokens.hpp"

#include "base/utf8.hpp"
#include "core/policy/opaque_token.hpp"

namespace gotrue {
namespace {

constexpr std::size_t kMaxUserAgentBytes = 255;

// Cut at a character's border; a header that is no UTF-8 is not kept.
std::string storable_user_agent(std::string_view user_agent) {
  if (!is_valid_utf8(user_agent)) return {};
  return std::string(cut_utf8(user_agent, kMaxUserAgentBytes));
}

}  // namespace

Session make_session(const RequestContext& context, const Uuid& id, const Uuid& user_id, Time now) {
  return {id, context.instance.id, user_id, now, now, storable_user_agent(context.user_agent), context.client_address};
}

std::string sign_access_token(const Services& services, const RequestContext& context, const User& user,
                              const std::optional<Uuid>& session_id, Time now) {
  const JwtSettings& jwt = context.instance.settings.jwt;
  AccessTokenClaims claims{user.id, user.aud, user.email, user.app_metadata, user.user_metadata, session_id, now, now + jwt.exp};
  return services.signer.sign(claims, context.instance);
}

TokenPair start_session(const Services& services, const RequestContext& context, Repositories& tx, const User& user,
                        Time now) {
  const Session session = make_session(context, Uuid::v4(services.random), user.id, now);
  tx.sessions().insert(session);
  const std::string refresh_token = new_opaque_token(services.random);
  tx.refresh_tokens().insert({0, context.instance.id, user.id, session.id, false, now, now}, refresh_token);
  return {sign_access_token(services, context, user, session.id, now), context.instance.settings.jwt.exp, refresh_token};
}

}  // namespace gotrue
