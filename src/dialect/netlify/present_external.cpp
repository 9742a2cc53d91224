#include "dialect/netlify/present_external.hpp"

#include <algorithm>

#include "base/url.hpp"
#include "base/utf8.hpp"
#include "core/policy/redirect_target.hpp"
#include "dialect/netlify/errors.hpp"

namespace gotrue::netlify {
namespace {

constexpr std::size_t kMaxDescription = 512;
constexpr std::size_t kMaxErrorCode = 64;

// The codes of RFC 6749 §4.1.2.1 by the status that the error has elsewhere, as in the original.
std::string_view error_code(int status) {
  switch (status) {
    case 400: return "invalid_request";
    case 401: return "unauthorized_client";
    case 403: return "access_denied";
    case 503: return "temporarily_unavailable";
    default: return "server_error";
  }
}

bool is_error_code(std::string_view text) {
  return !text.empty() && text.size() <= kMaxErrorCode && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  });
}

std::string error_fragment(std::string_view code, std::string_view description) {
  std::string fragment = "error=" + form_encode(code);
  if (!description.empty()) fragment += "&error_description=" + form_encode(description);
  return fragment;
}

}  // namespace

HttpResponse redirect_to(std::string location) {
  HttpResponse response;
  response.status = 302;
  response.add_field("Location", location);
  response.add_field("Cache-Control", "no-store");
  return response;
}

HttpResponse present_sign_in(const std::string& target, const SignInExternalOutput& output) {
  if (!output.code.empty()) return redirect_to(with_query(target, "code=" + form_encode(output.code)));
  if (!output.tokens) return redirect_to(target);
  return redirect_to(with_fragment(target, "access_token=" + form_encode(output.tokens->access_token) + "&expires_in=" +
                                               std::to_string(output.tokens->expires_in.count()) + "&refresh_token=" +
                                               form_encode(output.tokens->refresh_token) + "&token_type=bearer"));
}

HttpResponse present_sign_in_error(const std::string& target, const Error& error) {
  const ErrorPresentation presentation = describe(error);
  return redirect_to(with_fragment(target, error_fragment(error_code(presentation.status), presentation.text)));
}

HttpResponse present_provider_error(const std::string& target, std::string_view error, std::string_view description) {
  const std::string_view code = is_error_code(error) ? error : "access_denied";
  return redirect_to(with_fragment(target, error_fragment(code, cut_utf8(description, kMaxDescription))));
}

}  // namespace gotrue::netlify
