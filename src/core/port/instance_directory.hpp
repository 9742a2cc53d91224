// Finds the tenant that a request, a mail or a webhook is for. One for all in single-instance mode; the rows of
// `instances` in multi-instance mode (adapter/instances).
#pragma once
#include <memory>
#include <string_view>

#include "base/result.hpp"
#include "core/model/instance.hpp"
#include "core/model/instance_config.hpp"

namespace gotrue {

// Thread-safe.
class InstanceDirectory {
 public:
  virtual ~InstanceDirectory() = default;
  // The instance with that id; a `site_url` that is not empty stands in for its own (X-Nf-Sign). May read the storage.
  // Errors: InstanceUnlocatable; InstanceUnusable when its configuration has no JWT secret or cannot be read.
  virtual Result<std::shared_ptr<const Instance>> find(const Uuid& id, std::string_view site_url) = 0;
  // Whether an instance can be made of that, but for a missing JWT secret. Error: InvalidInput, naming the field.
  virtual Status check(const InstanceConfig& config) const = 0;
  // The instance was changed or removed, here or on another node: what is remembered of it counts no more. Whoever
  // shares changes between nodes calls this.
  virtual void forget(const Uuid& id) = 0;
};

}  // namespace gotrue
