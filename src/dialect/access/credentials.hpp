// Who asks: checks the bearer token of a request and finds the audience that it acts in. Shared by the dialects.
#pragma once
#include <optional>
#include <string>

#include "base/http_message.hpp"
#include "base/result.hpp"
#include "core/model/access_token.hpp"
#include "core/model/actor.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

// The audience of a request: header X-JWT-AUD, else the token's, else GOTRUE_JWT_AUD.
std::string audience_of(const HttpRequest& request, const VerifiedAccessToken* token, const Instance& instance);

// Errors: BearerTokenMissing, AccessTokenInvalid.
Result<VerifiedAccessToken> authenticate(const Services& services, const Instance& instance,
                                         const HttpRequest& request);

struct AdminCredentials {
  Admin admin;
  std::string audience;
};

// The bearer of the operator token, or of a token whose user is an admin. Errors: those of `authenticate`,
// AdminUnknown, AdminRequired.
Result<AdminCredentials> authenticate_admin(const Services& services, const Instance& instance,
                                            const SecretString& operator_token, const HttpRequest& request);

}  // namespace gotrue
