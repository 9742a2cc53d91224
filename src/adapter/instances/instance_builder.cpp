#include "adapter/instances/instance_builder.hpp"

#include "core/policy/instance_defaults.hpp"

namespace gotrue {
namespace {

tl::unexpected<Error> unusable(const std::string& reason) {
  Error error = make_error(ErrorCode::InstanceUnusable);
  error.internal = "the configuration of the instance " + reason;
  return fail(std::move(error));
}

}  // namespace

Status InstanceBuilder::check(const InstanceConfig& config) const {
  TRY(make_schema(config));
  return {};
}

Result<std::shared_ptr<const Instance>> InstanceBuilder::build(const InstanceRecord& record) const {
  const auto config = InstanceConfig::from_stored_text(record.config);
  if (!config) return unusable("cannot be read: " + config.error().detail);
  if (config->jwt.secret.empty()) return unusable("has no jwt.secret");
  auto schema = make_schema(*config);
  if (!schema) return unusable("cannot be used: " + schema.error().detail);
  InstanceSettings settings = make_instance_settings(*config, global_);
  settings.user_data_schema = std::move(*schema);
  return std::make_shared<const Instance>(record.id, std::move(settings));
}

Result<std::shared_ptr<const DataSchema>> InstanceBuilder::make_schema(const InstanceConfig& config) const {
  if (config.user_data_schema.empty()) return global_.user_data_schema;
  auto compiled = compile_schema_(json::to_text(config.user_data_schema));
  if (!compiled) return fail(ErrorCode::InvalidInput, "config.user_data_schema " + compiled.error());
  return std::move(*compiled);
}

}  // namespace gotrue
