// An instance directory whose changes count at once on every node that shares this Redis.
#pragma once
#include "adapter/redis/instance_channel.hpp"
#include "core/port/instance_directory.hpp"

namespace gotrue {

// Thread-safe. The node's own directory and the clock outlive it.
class SharedInstances final : public InstanceDirectory {
 public:
  SharedInstances(RedisAddress address, const std::string& prefix, InstanceDirectory& own, const Clock& clock)
      : own_(own),
        channel_(std::move(address), prefix, [&own](const Uuid& id) { own.forget(id); }, clock) {}

  Result<std::shared_ptr<const Instance>> find(const Uuid& id, std::string_view site_url) override {
    return own_.find(id, site_url);
  }
  Status check(const InstanceConfig& config) const override { return own_.check(config); }
  void forget(const Uuid& id) override {
    own_.forget(id);
    channel_.publish(id);
  }

 private:
  InstanceDirectory& own_;
  InstanceChannel channel_;
};

}  // namespace gotrue
