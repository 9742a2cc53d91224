// What a sign-in at somebody else's begins with at /authorize, whether by OAuth 2, OpenID Connect or SAML.
#pragma once
#include <string>
#include <string_view>

#include "base/url.hpp"
#include "core/policy/oauth_state.hpp"
#include "dialect/netlify/call.hpp"

namespace gotrue::netlify {

// The value of the field, or an empty text.
std::string field_or_empty(const FormFields& fields, std::string_view name);

// The state that the browser and the provider carry, for the instance of the call; not bound to a browser yet. `provider`
// is in lower case. A `redirect_to` that is not allowed is left out, as a foreign referrer is, and logged.
OAuthState begin_state(const Call& call, const FormFields& query, std::string provider);

}  // namespace gotrue::netlify
