#include "adapter/provider/provider_registry.hpp"

#include <array>

#include "adapter/provider/oauth2_provider.hpp"
#include "adapter/provider/oidc_provider.hpp"

namespace gotrue {
namespace {

// Sign-ins that may wait for providers at the same time: a slow one must not take all threads of the lane.
constexpr int kMostWaiting = 64;

const OAuth2Dialect* find_dialect(std::string_view name) {
  for (const auto dialect : {&bitbucket, &github, &gitlab, &google, &facebook}) {
    if (dialect().name == name) return &dialect();
  }
  return nullptr;
}

// Passes on to a provider and refuses at once when too many wait already.
class BoundedProvider final : public IdentityProvider {
 public:
  BoundedProvider(std::unique_ptr<IdentityProvider> provider, std::atomic<int>& waiting)
      : provider_(std::move(provider)), waiting_(waiting) {}

  std::string_view redirect_uri() const override { return provider_->redirect_uri(); }
  bool is_ready() const override { return provider_->is_ready(); }
  Result<std::string> authorize_url(const AuthorizationRequest& request) override {
    return provider_->authorize_url(request);
  }
  Result<ExternalAccount> fetch_account(const AuthorizationResponse& response) override {
    const Turn turn(waiting_);
    if (!turn.is_mine) return fail(ErrorCode::ServerBusy);
    return provider_->fetch_account(response);
  }

 private:
  struct Turn {
    explicit Turn(std::atomic<int>& waiting) : waiting_(waiting), is_mine(++waiting <= kMostWaiting) {}
    ~Turn() { --waiting_; }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    std::atomic<int>& waiting_;
    const bool is_mine;
  };

  const std::unique_ptr<IdentityProvider> provider_;
  std::atomic<int>& waiting_;
};

}  // namespace

std::unique_ptr<IdentityProvider> ProviderRegistry::find(const Instance& instance, std::string_view name) const {
  const ExternalSettings& external = instance.settings.external;
  const auto oauth = external.oauth.find(name);
  const OAuth2Dialect* dialect = find_dialect(name);
  std::unique_ptr<IdentityProvider> provider;
  if (dialect && oauth != external.oauth.end() && oauth->second.enabled) {
    HttpClient& client = oauth->second.is_host_of_instance ? policed_ : trusted_;
    provider = std::make_unique<OAuth2Provider>(*dialect, oauth->second, client, clock_, memory_);
  } else if (const auto oidc = external.oidc.find(name); oidc != external.oidc.end()) {
    const OidcProvider::Parts parts{trusted_, clock_, memory_, cache_};
    provider = std::make_unique<OidcProvider>(oidc->first, oidc->second, parts);
  }
  if (!provider) return nullptr;
  return std::make_unique<BoundedProvider>(std::move(provider), waiting_);
}

}  // namespace gotrue
