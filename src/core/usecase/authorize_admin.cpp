#include "core/usecase/authorize_admin.hpp"

#include "core/policy/system_user.hpp"

namespace gotrue {
namespace {

bool is_admin_by_role(const RequestContext& context, const VerifiedAccessToken& token, const User& user) {
  const JwtSettings& jwt = context.instance.settings.jwt;
  const std::string& token_audience = token.audience.empty() ? jwt.aud : token.audience;
  return user.role == jwt.admin_group_name && user.aud == context.audience && token_audience == context.audience;
}

}  // namespace

Result<Admin> authorize_admin(const Services& services, const RequestContext& context,
                              const VerifiedAccessToken& token) {
  if (is_system_user(token.subject)) return Admin{Actor::system_user(), std::nullopt};
  const auto id = Uuid::parse(token.subject);
  if (!id) return fail(ErrorCode::AdminUnknown);
  const auto user = services.storage.look_up_user(context.instance.id, *id);
  if (!user) return fail(ErrorCode::AdminUnknown);
  // Else a banned admin would lift the ban with the access token that is left.
  if (user->is_banned(services.clock.now())) return fail(ErrorCode::AdminRequired);
  if (user->is_super_admin) return Admin{Actor::of(*user), std::nullopt};
  if (!is_admin_by_role(context, token, *user)) return fail(ErrorCode::AdminRequired);
  return Admin{Actor::of(*user), user->aud};
}

}  // namespace gotrue
