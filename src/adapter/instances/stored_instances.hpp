// The directory of multi-instance mode: rows of `instances`, built once (instance_builder.hpp) and cached
// (instance_cache.hpp). What is not used for a while costs nothing but its row.
#pragma once
#include "adapter/instances/instance_builder.hpp"
#include "adapter/instances/instance_cache.hpp"
#include "base/woken_threads.hpp"
#include "core/port/instance_directory.hpp"
#include "core/port/storage.hpp"

namespace gotrue {

class StoredInstances final : public InstanceDirectory {
 public:
  // Storage and clock outlive it.
  StoredInstances(Storage& storage, const Clock& clock, InstanceBuilder builder, InstanceCacheOptions options = {});

  // Also throws StorageError.
  Result<std::shared_ptr<const Instance>> find(const Uuid& id, std::string_view site_url) override;
  Status check(const InstanceConfig& config) const override { return builder_.check(config); }
  void forget(const Uuid& id) override;

 private:
  // Drops what nobody asked for of late; when to look again.
  std::chrono::milliseconds drop_idle();

  Storage& storage_;
  const Clock& clock_;
  const InstanceBuilder builder_;
  InstanceCache cache_;
  WokenThreads sweeper_;
};

}  // namespace gotrue
