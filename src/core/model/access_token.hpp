// What an access token says (http-api.md "Access token").
#pragma once
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/uuid.hpp"
#include "core/model/metadata.hpp"

namespace gotrue {

// The claims of a token that we issue.
struct AccessTokenClaims {
  Uuid subject;
  std::string audience;
  std::string email;
  Metadata app_metadata;
  Metadata user_metadata;
  std::optional<Uuid> session_id;
  Time issued_at{};
  Time expires_at{};
};

// What is used of a token that somebody sent, after its signature and times were checked.
struct VerifiedAccessToken {
  std::string subject;   // as in the claim: a UUID, `0`, or anything an operator wrote
  std::string audience;  // empty when left out
  std::optional<Uuid> session_id;
};

// What a grant answers with.
struct TokenPair {
  std::string access_token;
  std::chrono::seconds expires_in{0};
  std::string refresh_token;
};

}  // namespace gotrue
