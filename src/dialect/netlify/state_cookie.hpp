// The cookie that binds an external sign-in to the browser that began it (security.md 14): a nonce of the browser, of
// which the state carries the hash.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/http_message.hpp"
#include "base/random.hpp"
#include "base/result.hpp"

namespace gotrue::netlify {

// A cookie for the host of /callback: `__Host-` and Secure when that is https.
class StateCookie {
 public:
  // `callback_url`: the redirect URI of the provider.
  explicit StateCookie(std::string_view callback_url);

  // The hash of the nonce that the browser has; nullopt when it has none.
  std::optional<std::string> find(const HttpRequest& request) const;
  // The same after giving the browser a nonce, or more time for the one it has: several sign-ins may run in it at once.
  std::string issue(const HttpRequest& request, HttpResponse& response, Random& random) const;

 private:
  std::optional<std::string_view> find_nonce(const HttpRequest& request) const;

  const bool is_secure_;
  const std::string_view name_;
};

// ExternalBrowserMismatch; the log learns which key lets other browsers in (http-api.md "External providers").
tl::unexpected<Error> refuse_browser(bool has_cookie);

}  // namespace gotrue::netlify
