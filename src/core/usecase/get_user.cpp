#include "core/usecase/get_user.hpp"

namespace gotrue {

Result<User> get_user(const Services& services, const RequestContext& context, const VerifiedAccessToken& token) {
  const auto id = Uuid::parse(token.subject);
  if (!id) return fail(ErrorCode::SubjectInvalid);
  if (token.audience != context.audience) return fail(ErrorCode::AudienceMismatch);
  auto user = services.storage.look_up_user(context.instance.id, *id);
  if (!user) return fail(ErrorCode::UserNotFound);
  return std::move(*user);
}

}  // namespace gotrue
