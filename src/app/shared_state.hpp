// What nodes share through Redis (GOTRUE_REDIS_URL): limits by address, header and account, when a mail was last asked for
// at an address without account, and which instances changed. Without that key every node is on its own.
#pragma once
#include <memory>

#include "adapter/redis/shared_instances.hpp"
#include "adapter/redis/shared_limits.hpp"
#include "adapter/redis/shared_mail_memory.hpp"
#include "app/core_services.hpp"
#include "app/rate_limits.hpp"

namespace gotrue {

// What a node has of its own. Everything outlives the SharedState.
struct NodeState {
  CoreServices& core;
  const RateLimits& limits;
  InstanceDirectory& instances;
  Logger& logger;
};

class SharedState {
 public:
  SharedState(const Configuration& configuration, const NodeState& node, bool is_multi);

  // The services of the core, with what is shared in the place of what is not.
  Services services() const;
  // Likewise the directory of instances.
  InstanceDirectory& instances() const;

 private:
  const NodeState node_;
  std::unique_ptr<SharedLimits> limits_;
  std::unique_ptr<SharedMailMemory> mail_memory_;
  std::unique_ptr<SharedInstances> instances_;
};

}  // namespace gotrue
