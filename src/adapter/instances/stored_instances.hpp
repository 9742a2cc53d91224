// The directory of multi-instance mode: rows of `instances`, built once and cached (instance_cache.hpp).
#pragma once
#include "adapter/instances/instance_cache.hpp"
#include "core/port/instance_directory.hpp"
#include "core/port/storage.hpp"

namespace gotrue {

class StoredInstances final : public InstanceDirectory {
 public:
  // `global`: what the environment of the process says. Everything outlives it.
  StoredInstances(Storage& storage, const Clock& clock, InstanceSettings global, InstanceCacheOptions options = {});

  // Also throws StorageError.
  Result<std::shared_ptr<const Instance>> find(const Uuid& id, std::string_view site_url) override;
  void forget(const Uuid& id) override;

 private:
  Storage& storage_;
  const Clock& clock_;
  const InstanceSettings global_;
  InstanceCache cache_;
};

}  // namespace gotrue
