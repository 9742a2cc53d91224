#include "adapter/instances/stored_instances.hpp"

#include <malloc.h>

namespace gotrue {
namespace {

constexpr std::chrono::seconds kSweepPause{15};
// So many leave holes that are worth giving back.
constexpr std::size_t kManyDropped = 256;

}  // namespace

StoredInstances::StoredInstances(Storage& storage, const Clock& clock, InstanceBuilder builder,
                                 InstanceCacheOptions options)
    : storage_(storage), clock_(clock), builder_(std::move(builder)), cache_(options), sweeper_(1, [this] { return drop_idle(); }) {}

Result<std::shared_ptr<const Instance>> StoredInstances::find(const Uuid& id, std::string_view site_url) {
  const Monotonic now = clock_.monotonic();
  if (auto instance = cache_.find_trusted(id, site_url, now)) return instance;
  const auto record = storage_.look_up([&](Repositories& repositories) { return repositories.instances().find(id); });
  if (!record) {
    cache_.remove(id);
    return fail(ErrorCode::InstanceUnlocatable);
  }
  const Sha256Digest digest = sha256(record->config);
  if (auto instance = cache_.find_same(id, site_url, digest, now)) return instance;
  const auto built = TRY(builder_.build(*record));
  cache_.put(built, digest, now);
  if (site_url.empty() || site_url == built->settings.site_url) return built;
  auto derived = std::make_shared<Instance>(*built);
  derived->settings.site_url = site_url;
  derived->settings.is_site_url_of_request = true;
  return derived;
}

std::chrono::milliseconds StoredInstances::drop_idle() {
  if (cache_.drop_idle(clock_.monotonic()) >= kManyDropped) malloc_trim(0);
  return kSweepPause;
}

void StoredInstances::forget(const Uuid& id) { cache_.forget(id, clock_.monotonic()); }

}  // namespace gotrue
