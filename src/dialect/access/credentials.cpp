#include "dialect/access/credentials.hpp"

#include "core/usecase/authorize_admin.hpp"
#include "dialect/access/bearer_token.hpp"

namespace gotrue {

std::string audience_of(const HttpRequest& request, const VerifiedAccessToken* token, const Instance& instance) {
  const std::string_view header = request.field("X-JWT-AUD");
  if (!header.empty()) return std::string(header);
  if (token && !token->audience.empty()) return token->audience;
  return instance.settings.jwt.aud;
}

Result<VerifiedAccessToken> authenticate(const Services& services, const Instance& instance,
                                         const HttpRequest& request) {
  const auto bearer = find_bearer_token(request);
  if (!bearer) return fail(ErrorCode::BearerTokenMissing);
  return services.signer.verify(*bearer, instance, services.clock.now());
}

Result<AdminCredentials> authenticate_admin(const Services& services, const Instance& instance,
                                            const SecretString& operator_token, const HttpRequest& request) {
  const auto bearer = find_bearer_token(request);
  if (!bearer) return fail(ErrorCode::BearerTokenMissing);
  if (operator_token.equals(*bearer)) {
    return AdminCredentials{{Actor::operator_token(), std::nullopt}, audience_of(request, nullptr, instance)};
  }
  const VerifiedAccessToken token = TRY(services.signer.verify(*bearer, instance, services.clock.now()));
  std::string audience = audience_of(request, &token, instance);
  const RequestContext context{instance, audience, {}, {}};
  return AdminCredentials{TRY(authorize_admin(services, context, token)), std::move(audience)};
}

}  // namespace gotrue
