// The GoTrue HTTP API (http-api.md): routes, and what their handlers share. Presenters and endpoints of this
// dialect hold no business rule; they turn bytes into the input of a use case and its output into bytes.
#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "base/route.hpp"
#include "base/secret_string.hpp"
#include "core/policy/oauth_state.hpp"
#include "core/port/identity_provider.hpp"
#include "core/port/saml_provider.hpp"
#include "core/port/instance_directory.hpp"
#include "core/port/services.hpp"

namespace gotrue::netlify {

// Built once; outlives the routes.
struct Api {
  const Services& services;
  // The one instance; in multi-instance mode what stands for none, and no request acts in it.
  const Instance& instance;
  SecretString operator_token;
  SecretString export_secret;  // empty: there is no export route
  std::string version;
  // The original's limit on POST /token by the header of GOTRUE_RATE_LIMIT_HEADER: when to come back, or
  // nullopt. Empty when that key is unset.
  std::function<std::optional<std::chrono::seconds>(const HttpRequest&)> token_header_limit;
  const IdentityProviders& providers;
  const OAuthStates& states;
  SamlProvider* saml = nullptr;  // nullptr in a build without SAML
  // Hooks may be called: what waits for them has a lane of its own.
  bool calls_hooks = false;
  InstanceDirectory& instances;
  std::string endpoint;  // GOTRUE_API_ENDPOINT
  // Checks X-Nf-Sign; set in multi-instance mode alone.
  std::optional<HmacSha256> operator_mac;

  bool is_multi() const { return operator_mac.has_value(); }
};

Dialect make_dialect(const Api& api);

}  // namespace gotrue::netlify
