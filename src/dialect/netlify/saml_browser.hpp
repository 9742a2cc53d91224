// The cookie that binds a SAML sign-in to the browser that began it. The answer comes as a POST from another site, so the
// cookie is `SameSite=None; Secure`; over plain http, where no browser keeps such a one, InResponseTo alone binds it.
#pragma once
#include <string>

#include "base/random.hpp"
#include "dialect/netlify/call.hpp"

namespace gotrue::netlify {

// The nonce of the browser's cookie, or empty.
std::string saml_browser_nonce(const HttpRequest& request);
// A new one, with which the cookie is set.
std::string set_saml_browser_nonce(HttpResponse& response, Random& random);
// What a state carries of it.
std::string saml_browser_hash(std::string_view nonce);
// Whether sign-ins of this instance are bound.
bool binds_saml_browser(const Instance& instance);

}  // namespace gotrue::netlify
