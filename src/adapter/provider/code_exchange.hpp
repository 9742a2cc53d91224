// The exchange of an authorization code for an access token (RFC 6749 §4.1.3), with the client's credentials in HTTP
// Basic or, where that is refused, in the body (§2.3.1).
#pragma once
#include <optional>
#include <string>

#include "adapter/provider/client_auth_memory.hpp"
#include "adapter/provider/provider_calls.hpp"
#include "base/secret_string.hpp"

namespace gotrue {

struct CodeExchange {
  std::string provider;  // for errors
  std::string endpoint;
  std::string client_id;
  const SecretString& client_secret;
  std::string redirect_uri;
  std::string code;
  std::string code_verifier;  // empty: none
};

struct ExchangedTokens {
  std::string access_token;
  std::string id_token;  // of OpenID Connect, else empty
};

// Error: ExternalCodeRefused with the reason as `internal`.
Result<ExchangedTokens> exchange_code(const ProviderCalls& calls, ClientAuthMemory& memory,
                                      const CodeExchange& exchange);

}  // namespace gotrue
