// Access tokens as JWT with HS256 (RFC 7515, RFC 7519; http-api.md "Access token", security.md 11).
#pragma once
#include "adapter/crypto/claims_memory.hpp"
#include "core/port/token_signer.hpp"

namespace gotrue {

class JwtSigner final : public TokenSigner {
 public:
  std::string sign(const AccessTokenClaims& claims, const Instance& instance) const override;
  Result<VerifiedAccessToken> verify(std::string_view token, const Instance& instance, Time now) const override;
  Result<json::Object> verify_claims(std::string_view token, const HmacSha256& mac, Time now) const override;

 private:
  mutable ClaimsMemory memory_;
};

}  // namespace gotrue
