// ID tokens (OpenID Connect Core 1.0 §2, §3.1.3.7): a pure check of everything that makes one count.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "adapter/provider/jwk_set.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

namespace gotrue {

struct IdTokenRule {
  std::string issuer;
  std::string client_id;
  std::optional<std::string> nonce;  // none: not asked for
  Time now;
};

enum class IdTokenFault {
  None,
  UnknownKey,  // worth another look with fresh keys
  Malformed,
  Signature,
  Issuer,
  Audience,
  AuthorizedParty,
  Expired,
  IssuedLater,
  Nonce,
  Subject,
};

struct CheckedIdToken {
  IdTokenFault fault = IdTokenFault::None;
  json::Object claims;  // only without a fault
};

CheckedIdToken check_id_token(std::string_view token, const JwkSet& keys, const IdTokenRule& rule);

// For the log: "the ID token is of another issuer".
std::string_view describe(IdTokenFault fault);

}  // namespace gotrue
