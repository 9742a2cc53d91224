#include "adapter/provider/provider_registry.hpp"

#include <array>

#include "adapter/provider/oauth2_provider.hpp"
#include "adapter/provider/oidc_provider.hpp"

namespace gotrue {
namespace {

// Sign-ins that may wait for providers at the same time: slow ones must not take all threads of the lane.
constexpr int kMostWaiting = 256;

const OAuth2Dialect* find_dialect(std::string_view name) {
  for (const auto dialect : {&bitbucket, &github, &gitlab, &google, &facebook}) {
    if (dialect().name == name) return &dialect();
  }
  return nullptr;
}

// Passes on to a provider and refuses at once when too many wait already.
class BoundedProvider final : public IdentityProvider {
 public:
  BoundedProvider(std::unique_ptr<IdentityProvider> provider, const Uuid& instance_id, std::atomic<int>& waiting,
                  FairShares& shares)
      : provider_(std::move(provider)), instance_id_(instance_id), waiting_(waiting), shares_(shares) {}

  std::string_view redirect_uri() const override { return provider_->redirect_uri(); }
  bool is_ready() const override { return provider_->is_ready(); }
  Result<std::string> authorize_url(const AuthorizationRequest& request) override {
    return provider_->authorize_url(request);
  }
  Result<ExternalAccount> fetch_account(const AuthorizationResponse& response) override {
    const Turn turn(waiting_);
    const auto share = turn.is_mine ? shares_.take(instance_id_) : std::nullopt;
    if (!share) return fail(Error{ErrorCode::ServerBusy, {}, "too many sign-ins wait for providers", std::chrono::seconds(1)});
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
  const Uuid instance_id_;
  std::atomic<int>& waiting_;
  FairShares& shares_;
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
  return std::make_unique<BoundedProvider>(std::move(provider), instance.id, waiting_, shares_);
}

}  // namespace gotrue
