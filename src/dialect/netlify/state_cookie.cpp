#include "dialect/netlify/state_cookie.hpp"

#include <algorithm>

#include "base/base64url.hpp"
#include "base/sha256.hpp"
#include "core/policy/oauth_state.hpp"
#include "core/policy/opaque_token.hpp"

namespace gotrue::netlify {
namespace {

constexpr std::size_t kNonceSize = 22;

std::string hash_of(std::string_view nonce) {
  const Sha256Digest digest = sha256(nonce);
  return base64url_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace

StateCookie::StateCookie(std::string_view callback_url)
    : is_secure_(callback_url.starts_with("https:")), name_(is_secure_ ? "__Host-nf_state" : "nf_state") {}

std::optional<std::string_view> StateCookie::find_nonce(const HttpRequest& request) const {
  std::string_view cookies = request.field("Cookie");
  while (!cookies.empty()) {
    std::string_view pair = cookies.substr(0, cookies.find(';'));
    cookies.remove_prefix(std::min(pair.size() + 1, cookies.size()));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    if (pair.size() != name_.size() + 1 + kNonceSize || !pair.starts_with(name_) || pair[name_.size()] != '=') continue;
    const std::string_view nonce = pair.substr(name_.size() + 1);
    if (is_base64url(nonce)) return nonce;
  }
  return std::nullopt;
}

std::optional<std::string> StateCookie::find(const HttpRequest& request) const {
  const auto nonce = find_nonce(request);
  if (!nonce) return std::nullopt;
  return hash_of(*nonce);
}

std::string StateCookie::issue(const HttpRequest& request, HttpResponse& response, Random& random) const {
  const auto known = find_nonce(request);
  const std::string nonce = known ? std::string(*known) : new_opaque_token(random);
  // Lax: the way back from the provider is a navigation from another site.
  response.add_field("Set-Cookie", std::string(name_) + '=' + nonce + "; Path=/; Max-Age=" +
                                       std::to_string(kStateLifetime.count()) + "; HttpOnly; SameSite=Lax" +
                                       (is_secure_ ? "; Secure" : ""));
  return hash_of(nonce);
}

tl::unexpected<Error> refuse_browser(bool has_cookie) {
  Error error = make_error(ErrorCode::ExternalBrowserMismatch);
  error.internal = has_cookie ? "the state belongs to another browser (GOTRUE_EXTERNAL_BIND_STATE)"
                              : "the browser sent no state cookie: /authorize and the way back must be on one host, or "
                                "GOTRUE_EXTERNAL_BIND_STATE=false";
  return fail(std::move(error));
}

}  // namespace gotrue::netlify
