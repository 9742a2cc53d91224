// What OpenID providers publish about themselves, remembered: their discovery documents (OpenID Connect Discovery 1.0)
// and their keys, which turn over.
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "adapter/provider/jwk_set.hpp"
#include "adapter/provider/provider_calls.hpp"

namespace gotrue {

struct OidcDiscovery {
  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string userinfo_endpoint;  // may be empty
  std::string jwks_uri;
  bool knows_pkce = false;
};

// Thread-safe; memory is bounded. Nothing is held while a provider is waited for.
class OidcCache {
 public:
  explicit OidcCache(const Clock& clock) : clock_(clock) {}

  // What is known already, however old.
  std::shared_ptr<const OidcDiscovery> find_discovery(const std::string& issuer) const;
  // Asked again after an hour; an older one serves when there is no answer. Errors: with `internal` set.
  Result<std::shared_ptr<const OidcDiscovery>> get_discovery(const std::string& issuer, const ProviderCalls& calls);
  // `is_stale`: a token was signed with a key that is not there. Asked again for that reason at most every 30 s.
  Result<std::shared_ptr<const JwkSet>> get_keys(const OidcDiscovery& discovery, const ProviderCalls& calls,
                                                 bool is_stale);

 private:
  template <class T>
  struct Entry {
    std::shared_ptr<const T> value;
    Monotonic fetched_at{};
    std::optional<Monotonic> forced_at = std::nullopt;  // when it was last asked for before its time
  };
  template <class T>
  using Entries = std::map<std::string, Entry<T>>;
  template <class T>
  Entry<T> find(const Entries<T>& entries, const std::string& key) const;
  template <class T>
  void store(Entries<T>& entries, const std::string& key, Entry<T> entry);

  const Clock& clock_;
  mutable std::mutex mutex_;
  Entries<OidcDiscovery> discoveries_;  // by issuer
  Entries<JwkSet> keys_;                // by address
};

}  // namespace gotrue
