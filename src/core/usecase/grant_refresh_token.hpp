// POST /token, grant_type=refresh_token (RFC 6749 §6) with rotation and reuse detection (http-api.md "Refresh
// tokens", security.md 10).
//
//   live token          -> revoked, its successor inserted: the swap, one compare-and-set
//   swapped a moment ago -> the live successor again (two tabs)
//   swapped longer ago  -> somebody holds a stolen copy: the whole family is revoked
#pragma once
#include <string>

#include "core/model/access_token.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

struct GrantRefreshTokenOutput {
  Uuid user_id;
  TokenPair tokens;
};

// Errors: RefreshTokenMissing, RefreshTokenUnknown, RefreshTokenRevoked, RefreshTokenExpired, UserBanned.
Result<GrantRefreshTokenOutput> grant_refresh_token(const Services& services, const RequestContext& context,
                                                    const std::string& refresh_token);

}  // namespace gotrue
