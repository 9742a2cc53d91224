// What nodes share through Redis (GOTRUE_REDIS_URL): limits by address, header and account, and when a mail was last asked
// for at an address without account. Without that key every node counts for itself.
#pragma once
#include <memory>

#include "adapter/redis/shared_limits.hpp"
#include "adapter/redis/shared_mail_memory.hpp"
#include "app/core_services.hpp"
#include "app/rate_limits.hpp"

namespace gotrue {

// What it is given outlives it; it must go before the limits go.
class SharedState {
 public:
  SharedState(const Configuration& configuration, CoreServices& core, const RateLimits& limits, Logger& logger);

  // The services of the core, with what is shared in the place of what is not.
  Services services() const;

 private:
  CoreServices& core_;
  std::unique_ptr<SharedLimits> limits_;
  std::unique_ptr<SharedMailMemory> mail_memory_;
};

}  // namespace gotrue
