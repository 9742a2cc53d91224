// The directory of single-instance mode: one instance, whatever the request says.
#pragma once
#include "core/port/instance_directory.hpp"

namespace gotrue {

// `instance` outlives it and all that it hands out.
class SingleInstance final : public InstanceDirectory {
 public:
  explicit SingleInstance(const Instance& instance) : instance_(std::shared_ptr<void>(), &instance) {}
  Result<std::shared_ptr<const Instance>> find(const Uuid& id, std::string_view) override {
    if (id != instance_->id) return fail(ErrorCode::InstanceUnlocatable);
    return instance_;
  }
  Status check(const InstanceConfig&) const override { return {}; }
  void forget(const Uuid&) override {}

 private:
  // Counts nothing.
  const std::shared_ptr<const Instance> instance_;
};

}  // namespace gotrue
