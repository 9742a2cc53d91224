// Makes an instance of what its operator states, with what falls back to the process (core/policy/instance_defaults.hpp).
#pragma once
#include <memory>

#include "core/model/instance.hpp"
#include "core/model/instance_config.hpp"
#include "core/model/instance_record.hpp"
#include "base/result.hpp"

namespace gotrue {

// Immutable; thread-safe.
class InstanceBuilder {
 public:
  // `global`: what the environment of the process says.
  InstanceBuilder(InstanceSettings global, CompileDataSchema compile_schema)
      : global_(std::move(global)), compile_schema_(std::move(compile_schema)) {}

  // Error: InvalidInput, naming the field.
  Status check(const InstanceConfig& config) const;
  // Error: InstanceUnusable when the row cannot be read, has no JWT secret or would not pass check().
  Result<std::shared_ptr<const Instance>> build(const InstanceRecord& record) const;

 private:
  // The instance's own schema, else that of the process.
  Result<std::shared_ptr<const DataSchema>> make_schema(const InstanceConfig& config) const;

  const InstanceSettings global_;
  const CompileDataSchema compile_schema_;
};

}  // namespace gotrue
