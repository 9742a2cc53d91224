// A row of `instances`: a tenant of multi-instance mode as it is stored.
#pragma once
#include <string>

#include "base/clock.hpp"
#include "base/uuid.hpp"

namespace gotrue {

struct InstanceRecord {
  Uuid id;             // ours; what X-Nf-Sign names
  Uuid uuid;           // the operator's own name of it, each once
  std::string config;  // JSON, core/model/instance_config.hpp
  Time created_at{};
  Time updated_at{};
};

}  // namespace gotrue
