// Middleware 4: cross-origin requests (Fetch standard "CORS protocol", http-api.md "CORS"): any origin may call,
// credentials are for the configured ones and, where there are many sites, for that of the request.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/http_message.hpp"

namespace gotrue::http {

// Immutable.
class Cors {
 public:
  // `credential_origins`: scheme://host[:port], compared without case.
  explicit Cors(std::vector<std::string> credential_origins) : credential_origins_(std::move(credential_origins)) {}

  static bool is_preflight(const HttpRequest& request);
  // The answer to a preflight. A method or header that is not offered gives 204 without any field of CORS. `site_origin`:
  // one more that gets credentials; may be empty.
  HttpResponse answer_preflight(const HttpRequest& request, std::string_view site_origin) const;
  // What the answer to any other request carries.
  void add_fields(const HttpRequest& request, std::string_view site_origin, HttpResponse& response) const;

 private:
  void add_origin(std::string_view origin, std::string_view site_origin, HttpResponse& response) const;
  bool may_have_credentials(std::string_view origin, std::string_view site_origin) const;

  std::vector<std::string> credential_origins_;
};

}  // namespace gotrue::http
