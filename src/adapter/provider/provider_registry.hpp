// The providers of an instance, made for one request each from its settings; what is worth remembering lives here.
#pragma once
#include <atomic>
#include <memory>

#include "adapter/provider/client_auth_memory.hpp"
#include "adapter/provider/oidc_cache.hpp"
#include "base/fair_shares.hpp"
#include "core/port/http_client.hpp"
#include "core/port/identity_provider.hpp"

namespace gotrue {

class ProviderRegistry final : public IdentityProviders {
 public:
  // `trusted` reaches any address, for hosts that the process environment names; `policed` keeps to the address policy,
  // for those that the settings of an instance name. Both outlive this.
  ProviderRegistry(HttpClient& trusted, HttpClient& policed, const Clock& clock)
      : trusted_(trusted), policed_(policed), clock_(clock), cache_(clock) {}

  std::unique_ptr<IdentityProvider> find(const Instance& instance, std::string_view name) const override;

 private:
  HttpClient& trusted_;
  HttpClient& policed_;
  const Clock& clock_;
  mutable ClientAuthMemory memory_;
  mutable OidcCache cache_;
  mutable std::atomic<int> waiting_ = 0;
  // A provider that takes calls and never answers holds up the sign-ins of its own instance alone.
  mutable FairShares shares_{64};
};

}  // namespace gotrue
