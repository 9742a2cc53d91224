// How an external sign-in ends in the browser: a redirect to the site with the outcome in its fragment (http-api.md
// GET /callback). SAML ends the same way.
#pragma once
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/http_message.hpp"
#include "core/usecase/sign_in_external.hpp"

namespace gotrue::netlify {

// 302, never stored.
HttpResponse redirect_to(std::string location);

// `target` with the tokens in its fragment, with `?code=`, or plain when a mail must be answered first.
HttpResponse present_sign_in(const std::string& target, const SignInExternalOutput& output);

// `target` with `#error=&error_description=`.
HttpResponse present_sign_in_error(const std::string& target, const Error& error);

// The error that the provider itself gave; its texts are cut to what a browser can show.
HttpResponse present_provider_error(const std::string& target, std::string_view error, std::string_view description);

}  // namespace gotrue::netlify
