#include "adapter/instances/instance_cache.hpp"

namespace gotrue {
namespace {

// Site URLs of one instance that are kept: those of its branches and previews.
constexpr std::size_t kSiteUrls = 8;
constexpr std::size_t kChangesBeforeSweep = 1'024;
// Longer than any look at a row takes, so that what was read before a change is not kept after it.
constexpr std::chrono::seconds kChangesKept{15};

}  // namespace

InstanceCache::Pointer InstanceCache::find_trusted(const Uuid& id, std::string_view site_url, Monotonic now) {
  const std::lock_guard lock(mutex_);
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return nullptr;
  if (now - found->second->checked_at >= options_.trust || is_distrusted(id, now)) return nullptr;
  return use(found->second, site_url, now);
}

InstanceCache::Pointer InstanceCache::find_same(const Uuid& id, std::string_view site_url, const Sha256Digest& digest,
                                                Monotonic read_at) {
  const std::lock_guard lock(mutex_);
  const auto found = by_id_.find(id);
  if (found == by_id_.end() || found->second->digest != digest) return nullptr;
  found->second->checked_at = std::max(found->second->checked_at, read_at);
  return use(found->second, site_url, read_at);
}

void InstanceCache::put(const Pointer& instance, const Sha256Digest& digest, Monotonic read_at) {
  const std::lock_guard lock(mutex_);
  if (has_changed_since(instance->id, read_at)) return;
  if (const auto found = by_id_.find(instance->id); found != by_id_.end()) {
    if (found->second->checked_at > read_at) return;
    erase(found->second);
  }
  entries_.push_front({instance->id, instance, digest, {}, read_at, read_at});
  by_id_[instance->id] = entries_.begin();
  while (entries_.size() > options_.capacity) erase(std::prev(entries_.end()));
}

void InstanceCache::forget(const Uuid& id, Monotonic now) {
  const std::lock_guard lock(mutex_);
  if (changed_at_.size() >= kChangesBeforeSweep) {
    const Monotonic::duration kept = std::max<Monotonic::duration>(kChangesKept, options_.distrust_after_change);
    std::erase_if(changed_at_, [&](const auto& change) { return now - change.second >= kept; });
  }
  changed_at_[id] = now;
  if (const auto found = by_id_.find(id); found != by_id_.end()) erase(found->second);
}

void InstanceCache::remove(const Uuid& id) {
  const std::lock_guard lock(mutex_);
  if (const auto found = by_id_.find(id); found != by_id_.end()) erase(found->second);
}

std::size_t InstanceCache::drop_idle(Monotonic now) {
  const std::lock_guard lock(mutex_);
  const std::size_t before = entries_.size();
  while (!entries_.empty() && now - entries_.back().used_at >= options_.idle) erase(std::prev(entries_.end()));
  return before - entries_.size();
}

std::size_t InstanceCache::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

InstanceCache::Pointer InstanceCache::use(Entries::iterator entry, std::string_view site_url, Monotonic now) {
  entries_.splice(entries_.begin(), entries_, entry);
  entry->used_at = now;
  if (site_url.empty() || site_url == entry->own->settings.site_url) return entry->own;
  for (const Pointer& instance : entry->by_site_url) {
    if (instance->settings.site_url == site_url) return instance;
  }
  auto derived = std::make_shared<Instance>(*entry->own);
  derived->settings.site_url = site_url;
  derived->settings.is_site_url_of_request = true;
  if (entry->by_site_url.size() >= kSiteUrls) entry->by_site_url.erase(entry->by_site_url.begin());
  entry->by_site_url.push_back(derived);
  return derived;
}

bool InstanceCache::is_distrusted(const Uuid& id, Monotonic now) const {
  const auto changed = changed_at_.find(id);
  return changed != changed_at_.end() && now - changed->second < options_.distrust_after_change;
}

bool InstanceCache::has_changed_since(const Uuid& id, Monotonic moment) const {
  const auto changed = changed_at_.find(id);
  return changed != changed_at_.end() && changed->second >= moment;
}

void InstanceCache::erase(Entries::iterator entry) {
  by_id_.erase(entry->id);
  entries_.erase(entry);
}

}  // namespace gotrue
