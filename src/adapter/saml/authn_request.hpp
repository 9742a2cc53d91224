// The request that sends a browser to the identity provider: HTTP redirect binding, signed (SAML bindings §3.4).
#pragma once
#include <string>

#include "adapter/saml/service_addresses.hpp"
#include "adapter/saml/signing_key.hpp"
#include "base/clock.hpp"

namespace gotrue::saml {

// The id of the request that carries this relay state. It follows from the state, so that a response answers this very
// state or nothing, without a table of requests.
std::string request_id_of(std::string_view relay_state);

struct AuthnRequest {
  const ServiceAddresses& addresses;
  std::string sso_url;
  std::string relay_state;
  Time now{};
};

// The URL with SAMLRequest, RelayState, SigAlg (RSA-SHA256) and Signature.
std::string make_request_url(const AuthnRequest& request, const SigningKey& key);

}  // namespace gotrue::saml
