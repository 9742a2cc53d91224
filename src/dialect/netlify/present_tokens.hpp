// The token response, and the cookie that may come with it (http-api.md "Cookie mode").
#pragma once
#include "base/http_message.hpp"
#include "core/model/access_token.hpp"
#include "core/model/instance.hpp"

namespace gotrue::netlify {

// {"access_token","token_type":"bearer","expires_in","refresh_token"}; a request with X-Use-Cookie also gets the
// access token as cookie.
HttpResponse present_tokens(const TokenPair& tokens, const HttpRequest& request, const CookieSettings& cookies,
                            Time now);

// Tells the browser to forget the cookie.
void clear_cookie(HttpResponse& response, const CookieSettings& cookies);

}  // namespace gotrue::netlify
