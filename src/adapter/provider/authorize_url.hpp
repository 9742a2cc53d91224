// The address at the provider that the browser is sent to (RFC 6749 §4.1.1, RFC 7636 §4.3).
#pragma once
#include <string>

#include "base/url.hpp"
#include "core/policy/flow_code_rules.hpp"

namespace gotrue {

struct AuthorizeParameters {
  std::string endpoint;
  std::string client_id;
  std::string redirect_uri;
  std::string scope;
  std::string state;
  std::string code_verifier;  // empty: no PKCE
  std::string nonce;          // empty: none
};

// Parameters sorted by name, as the original has them.
inline std::string make_authorize_url(const AuthorizeParameters& parameters) {
  std::string url = parameters.endpoint;
  char separator = url.find('?') == std::string::npos ? '?' : '&';
  const auto add = [&](std::string_view name, std::string_view value) {
    url += separator;
    url.append(name).append("=").append(form_encode(value));
    separator = '&';
  };
  add("client_id", parameters.client_id);
  if (!parameters.code_verifier.empty()) {
    add("code_challenge", make_code_challenge(parameters.code_verifier));
    add("code_challenge_method", "S256");
  }
  if (!parameters.nonce.empty()) add("nonce", parameters.nonce);
  add("redirect_uri", parameters.redirect_uri);
  add("response_type", "code");
  add("scope", parameters.scope);
  add("state", parameters.state);
  return url;
}

}  // namespace gotrue
