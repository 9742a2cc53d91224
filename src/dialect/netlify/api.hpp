// The GoTrue HTTP API (http-api.md): routes, and what their handlers share. Presenters and endpoints of this
// dialect hold no business rule; they turn bytes into the input of a use case and its output into bytes.
#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "base/route.hpp"
#include "base/secret_string.hpp"
#include "core/port/services.hpp"

namespace gotrue::netlify {

// Built once; outlives the routes.
struct Api {
  const Services& services;
  const Instance& instance;
  SecretString operator_token;
  SecretString export_secret;  // empty: there is no export route
  std::string version;
  // The original's limit on POST /token by the header of GOTRUE_RATE_LIMIT_HEADER: when to come back, or
  // nullopt. Empty when that key is unset.
  std::function<std::optional<std::chrono::seconds>(const HttpRequest&)> token_header_limit;
};

Dialect make_dialect(const Api& api);

}  // namespace gotrue::netlify
