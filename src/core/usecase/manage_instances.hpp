// What the operator does with instances: /instances of multi-instance mode. Whoever calls these has proved to be the
// operator.
#pragma once
#include "base/json.hpp"
#include "core/model/instance_config.hpp"
#include "core/model/instance_record.hpp"
#include "core/port/instance_directory.hpp"
#include "core/port/services.hpp"

namespace gotrue {

struct ManagedInstance {
  InstanceRecord record;
  InstanceConfig config;
};

struct CreateInstanceInput {
  Uuid uuid;
  InstanceConfig config;
};

// Errors: InstanceTaken, also for the later of two at once, and those of InstanceDirectory::check.
Result<ManagedInstance> create_instance(const Services& services, const InstanceDirectory& directory,
                                        const CreateInstanceInput& input);
// Errors: InstanceNotFound, InstanceUnusable.
Result<ManagedInstance> get_instance(const Services& services, const Uuid& id);
// Members that `changes` has replace those of the configuration. Counts at once on this node. Errors: those of
// get_instance, InstanceConfig::merge and InstanceDirectory::check.
Result<ManagedInstance> update_instance(const Services& services, InstanceDirectory& directory, const Uuid& id,
                                        const json::Object& changes);
// Removes the instance with its users, tokens and everything else of it, in several transactions so that nobody waits for
// a large one; what was cut off goes on when it is called again. Error: InstanceNotFound.
Status delete_instance(const Services& services, InstanceDirectory& directory, const Uuid& id);

}  // namespace gotrue
