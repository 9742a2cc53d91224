#include "adapter/instances/stored_instances.hpp"

#include "core/policy/instance_defaults.hpp"

namespace gotrue {
namespace {

Result<std::shared_ptr<const Instance>> build(const InstanceRecord& record, const InstanceSettings& global) {
  const auto config = InstanceConfig::from_stored_text(record.config);
  Error error = make_error(ErrorCode::InstanceUnusable);
  if (!config) {
    error.internal = "the configuration of the instance cannot be read: " + config.error().detail;
    return fail(std::move(error));
  }
  if (config->jwt.secret.empty()) {
    error.internal = "the configuration of the instance has no jwt.secret";
    return fail(std::move(error));
  }
  return std::make_shared<const Instance>(record.id, make_instance_settings(*config, global));
}

}  // namespace

StoredInstances::StoredInstances(Storage& storage, const Clock& clock, InstanceSettings global,
                                 InstanceCacheOptions options)
    : storage_(storage), clock_(clock), global_(std::move(global)), cache_(options) {}

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
  const auto built = TRY(build(*record, global_));
  cache_.put(built, digest, now);
  if (site_url.empty() || site_url == built->settings.site_url) return built;
  auto derived = std::make_shared<Instance>(*built);
  derived->settings.site_url = site_url;
  derived->settings.is_site_url_of_request = true;
  return derived;
}

void StoredInstances::forget(const Uuid& id) { cache_.forget(id, clock_.monotonic()); }

}  // namespace gotrue
