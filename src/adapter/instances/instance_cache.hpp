// Instances as they were built last; when it is full, those used longest ago leave first.
#pragma once
#include <chrono>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "core/model/instance.hpp"

namespace gotrue {

struct InstanceCacheOptions {
  std::size_t capacity = 16'384;
  // How long an instance counts without a look at its row; a change on another node counts after it.
  std::chrono::milliseconds trust{3'000};
  // How long every use looks at the row after a change here: longer than a transaction may take to be visible.
  std::chrono::milliseconds distrust_after_change{15'000};
  std::chrono::milliseconds idle{60'000};

  // For an embedded database: nobody else changes a row, and a commit is visible at once.
  static InstanceCacheOptions of_one_node() {
    InstanceCacheOptions options;
    options.trust = std::chrono::hours(24 * 365);
    options.distrust_after_change = std::chrono::milliseconds(0);
    return options;
  }
};

// Thread-safe.
class InstanceCache {
 public:
  using Pointer = std::shared_ptr<const Instance>;
  explicit InstanceCache(InstanceCacheOptions options = {}) : options_(options) {}

  // The instance under that site URL (empty: its own), when it may be used without a look at its row.
  Pointer find_trusted(const Uuid& id, std::string_view site_url, Monotonic now);
  // The row was read at `read_at` and has this digest: the same if that is what the instance was built from.
  Pointer find_same(const Uuid& id, std::string_view site_url, const Sha256Digest& digest, Monotonic read_at);
  // Keeps the instance as built with its own site URL from a row with that digest, unless the row changed since
  // `read_at`.
  void put(const Pointer& instance, const Sha256Digest& digest, Monotonic read_at);
  // The row changed.
  void forget(const Uuid& id, Monotonic now);
  // The row is gone.
  void remove(const Uuid& id);
  // Drops all that idles; how many that were.
  std::size_t drop_idle(Monotonic now);
  std::size_t size() const;

 private:
  struct Entry {
    Uuid id;
    Pointer own;
    Sha256Digest digest;
    std::vector<Pointer> by_site_url;  // the same under other site URLs
    Monotonic checked_at;
    Monotonic used_at;
  };
  using Entries = std::list<Entry>;  // used last first

  Pointer use(Entries::iterator entry, std::string_view site_url, Monotonic now);
  bool is_distrusted(const Uuid& id, Monotonic now) const;
  bool has_changed_since(const Uuid& id, Monotonic moment) const;
  void erase(Entries::iterator entry);

  const InstanceCacheOptions options_;
  mutable std::mutex mutex_;
  Entries entries_;
  std::unordered_map<Uuid, Entries::iterator> by_id_;
  std::unordered_map<Uuid, Monotonic> changed_at_;
};

}  // namespace gotrue
