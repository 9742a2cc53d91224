#include "adapter/provider/oidc_cache.hpp"

#include <algorithm>

#include "adapter/provider/json_member.hpp"
#include "base/url.hpp"

namespace gotrue {
namespace {

constexpr std::chrono::hours kFresh{1};
constexpr std::chrono::seconds kLeastPause{30};
constexpr std::size_t kMostEntries = 1'024;

std::string discovery_url(std::string issuer) {
  if (issuer.ends_with('/')) issuer.pop_back();
  return issuer + "/.well-known/openid-configuration";
}

// Endpoints are as safe as the issuer itself.
bool is_usable(const std::string& endpoint, const std::string& issuer) {
  const auto url = Url::parse(endpoint);
  if (!url || url->host.empty() || !url->user_info.empty()) return false;
  return url->scheme == "https" || (url->scheme == "http" && issuer.starts_with("http://"));
}

bool lists(const json::Object& document, std::string_view name, std::string_view wanted) {
  const json::Value* value = document.find(name);
  const json::Array* array = value ? value->as_array() : nullptr;
  return array && std::any_of(array->begin(), array->end(), [&](const json::Value& item) {
    return item.as_string() && *item.as_string() == wanted;
  });
}

Result<OidcDiscovery> read_discovery(const std::string& text, const std::string& issuer) {
  const json::Object document = TRY(read_object(text));
  const std::string named = TRY(read_text(document, "issuer"));
  if (named != issuer) return unreadable("the discovery document is of another issuer");
  OidcDiscovery discovery;
  discovery.authorization_endpoint = TRY(read_text(document, "authorization_endpoint"));
  discovery.token_endpoint = TRY(read_text(document, "token_endpoint"));
  discovery.userinfo_endpoint = TRY(read_text(document, "userinfo_endpoint"));
  discovery.jwks_uri = TRY(read_text(document, "jwks_uri"));
  discovery.knows_pkce = lists(document, "code_challenge_methods_supported", "S256");
  for (const std::string* endpoint : {&discovery.authorization_endpoint, &discovery.token_endpoint, &discovery.jwks_uri}) {
    if (!is_usable(*endpoint, issuer)) return unreadable("the discovery document lacks an endpoint or names an unsafe one");
  }
  if (!is_usable(discovery.userinfo_endpoint, issuer)) discovery.userinfo_endpoint.clear();
  return discovery;
}

}  // namespace

template <class T>
OidcCache::Entry<T> OidcCache::find(const Entries<T>& entries, const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries.find(key);
  return found == entries.end() ? Entry<T>{} : found->second;
}

template <class T>
void OidcCache::store(Entries<T>& entries, const std::string& key, Entry<T> entry) {
  const std::lock_guard lock(mutex_);
  if (entries.size() >= kMostEntries) entries.clear();
  entries[key] = std::move(entry);
}

std::shared_ptr<const OidcDiscovery> OidcCache::find_discovery(const std::string& issuer) const {
  return find(discoveries_, issuer).value;
}

Result<std::shared_ptr<const OidcDiscovery>> OidcCache::get_discovery(const std::string& issuer,
                                                                     const ProviderCalls& calls) {
  const auto known = find(discoveries_, issuer);
  if (known.value && clock_.monotonic() - known.fetched_at < kFresh) return known.value;
  const auto text = calls.get(discovery_url(issuer), "");
  auto discovery = text ? read_discovery(*text, issuer) : Result<OidcDiscovery>(fail(text.error()));
  if (discovery) {
    auto value = std::make_shared<const OidcDiscovery>(std::move(*discovery));
    store(discoveries_, issuer, {value, clock_.monotonic()});
    return value;
  }
  if (known.value) return known.value;
  return fail(discovery.error());
}

Result<std::shared_ptr<const JwkSet>> OidcCache::get_keys(const OidcDiscovery& discovery, const ProviderCalls& calls,
                                                          bool is_stale) {
  const auto known = find(keys_, discovery.jwks_uri);
  const Monotonic now = clock_.monotonic();
  const bool was_forced = known.forced_at && now - *known.forced_at < kLeastPause;
  const bool is_fresh = is_stale ? was_forced : now - known.fetched_at < kFresh;
  if (known.value && is_fresh) return known.value;
  const auto text = calls.get(discovery.jwks_uri, "");
  auto set = text ? JwkSet::parse(*text) : std::nullopt;
  if (set) {
    auto value = std::make_shared<const JwkSet>(std::move(*set));
    store(keys_, discovery.jwks_uri, {value, now, is_stale ? std::optional(now) : known.forced_at});
    return value;
  }
  if (known.value) return known.value;
  return unreadable(text ? "the provider's keys are no key set" : text.error().internal);
}

}  // namespace gotrue
