// The parameters of POST /token: a form, multipart or JSON body, and the query string behind it.
#pragma once
#include <string>
#include <string_view>

#include "base/http_message.hpp"
#include "base/result.hpp"
#include "base/route.hpp"
#include "base/url.hpp"

namespace gotrue::netlify {

class TokenParameters {
 public:
  // Error: InvalidInput for a body that its Content-Type does not describe.
  static Result<TokenParameters> read(const HttpRequest& request);
  // The value in the body, else in the query, else empty.
  std::string get(std::string_view name) const;

 private:
  FormFields body_;
  FormFields query_;
};

// Blocking for a password grant (a hash is waited for) and for the code of an external provider, else Write.
Lane lane_by_grant(const HttpRequest& request);

}  // namespace gotrue::netlify
