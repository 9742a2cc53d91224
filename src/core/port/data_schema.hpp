// What custom user data must look like (GOTRUE_USER_DATA_SCHEMA).
#pragma once
#include <optional>
#include <string>

#include "base/json.hpp"

namespace gotrue {

struct DataViolation {
  std::string path;    // the field: "data.address.zip", "data.tags[2]"
  std::string reason;  // "must be a string", "is required"
};

// Immutable; thread-safe.
class DataSchema {
 public:
  virtual ~DataSchema() = default;
  // The first thing that is wrong with it, or nothing.
  virtual std::optional<DataViolation> find_violation(const json::Object& data) const = 0;
};

}  // namespace gotrue
