// Access tokens as compact JWS (RFC 7515, RFC 7519).
#pragma once
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "core/model/access_token.hpp"
#include "core/model/instance.hpp"

namespace gotrue {

// Thread-safe.
class TokenSigner {
 public:
  virtual ~TokenSigner() = default;
  virtual std::string sign(const AccessTokenClaims& claims, const Instance& instance) const = 0;
  // Checks everything that security.md 11 and http-api.md "Access token" ask for. Error: AccessTokenInvalid
  // with the public reason as detail ("signature is invalid", "token is expired", ...).
  virtual Result<VerifiedAccessToken> verify(std::string_view token, const Instance& instance, Time now) const = 0;
  // The claims of any JWT that `mac` signed with HS256, after the same checks of header, signature and times; what the
  // claims mean is the caller's. Error: AccessTokenInvalid with the public reason as detail.
  virtual Result<json::Object> verify_claims(std::string_view token, const HmacSha256& mac, Time now) const = 0;
};

}  // namespace gotrue
