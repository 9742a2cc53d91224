// What /authorize needs of SAML.
#pragma once
#include "base/url.hpp"
#include "dialect/netlify/call.hpp"

namespace gotrue::netlify {

// /authorize?provider=saml: sends the browser to the identity provider. Errors: ProviderUnsupported, UserNotFound (invite
// token), InvalidInput (challenge), ExternalProviderUnavailable.
Result<HttpResponse> authorize_saml(const Call& call, const FormFields& query);

// The lane of `authorize_saml`: it may have to wait for the provider's metadata, and looks an invite token up.
Lane saml_authorize_lane(const Api& api);

}  // namespace gotrue::netlify
