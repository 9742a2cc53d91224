#include "dialect/netlify/saml_browser.hpp"

#include "base/sha256.hpp"
#include "core/policy/oauth_state.hpp"
#include "core/policy/opaque_token.hpp"

namespace gotrue::netlify {
namespace {

constexpr std::string_view kCookie = "nf_saml_browser";
constexpr std::size_t kNonceSize = 22;

}  // namespace

std::string saml_browser_nonce(const HttpRequest& request) {
  std::string_view rest = request.field("Cookie");
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const std::string_view trimmed = pair.substr(std::min(pair.find_first_not_of(' '), pair.size()));
    if (!trimmed.starts_with(kCookie) || trimmed.size() != kCookie.size() + 1 + kNonceSize) continue;
    if (trimmed[kCookie.size()] == '=') return std::string(trimmed.substr(kCookie.size() + 1));
  }
  return {};
}

std::string set_saml_browser_nonce(HttpResponse& response, Random& random) {
  std::string nonce = new_opaque_token(random);
  response.add_field("Set-Cookie", std::string(kCookie) + '=' + nonce + "; Path=/; Max-Age=" +
                                       std::to_string(kStateLifetime.count()) + "; HttpOnly; Secure; SameSite=None");
  return nonce;
}

std::string saml_browser_hash(std::string_view nonce) { return to_hex(sha256("gotrue SAML browser " + std::string(nonce))); }

bool binds_saml_browser(const Instance& instance) {
  const ExternalSettings& external = instance.settings.external;
  return external.binds_state && external.saml.api_base.starts_with("https://");
}

}  // namespace gotrue::netlify
