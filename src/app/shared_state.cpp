#include "app/shared_state.hpp"

#include "adapter/limits/failure_guard.hpp"
#include "base/sha256.hpp"

namespace gotrue {
namespace {

// Deployments with other secrets may use the same server: they have other keys.
std::string key_prefix(const Configuration& configuration) {
  const std::string key = derive_key(shared_secret(configuration).reveal(), "gotrue prefix in Redis");
  return "gotrue:" + to_hex(sha256(key)).substr(0, 16) + ":";
}

std::vector<SharedTable> tables_of(const RateLimits& limits, AccountGuard& guard) {
  std::vector<SharedTable> tables;
  for (const auto& [name, buckets] : limits.tables()) tables.push_back({name, *buckets});
  if (auto* const failures = dynamic_cast<FailureGuard*>(&guard)) {
    tables.push_back({"guess", failures->by_address()});
    tables.push_back({"account", failures->by_account()});
  }
  return tables;
}

}  // namespace

SharedState::SharedState(const Configuration& configuration, const NodeState& node, bool is_multi) : node_(node) {
  if (configuration.redis_url.empty()) return;
  CoreServices& core = node.core;
  const RedisAddress address = RedisAddress::parse(configuration.redis_url.reveal()).value();
  const std::string prefix = key_prefix(configuration);
  auto tables = tables_of(node.limits, *core.account_guard);
  if (!tables.empty()) {
    limits_ = std::make_unique<SharedLimits>(address, prefix, std::move(tables), core.clock, node.logger);
  }
  // An embedded database has one node, and its writer must not wait for Redis.
  if (core.database.callers == 0) return;
  const std::string key = derive_key(shared_secret(configuration).reveal(), "gotrue addresses in Redis");
  mail_memory_ = std::make_unique<SharedMailMemory>(
      address, prefix, key, SharedMailMemoryParts{core.recovery_memory, core.clock, node.logger});
  if (is_multi) instances_ = std::make_unique<SharedInstances>(address, prefix, node.instances, core.clock);
}

Services SharedState::services() const {
  const Services own = node_.core.services();
  if (!mail_memory_) return own;
  return {own.clock,  own.random,        own.storage,   own.hasher, own.signer,
          own.sealer, own.account_guard, *mail_memory_, own.webhook};
}

InstanceDirectory& SharedState::instances() const {
  if (instances_) return *instances_;
  return node_.instances;
}

}  // namespace gotrue
