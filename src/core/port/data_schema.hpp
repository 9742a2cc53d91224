// What custom user data must look like (GOTRUE_USER_DATA_SCHEMA, user_data_schema of an instance).
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

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

// Makes a schema of its text. The error says what is wrong with it, for the operator: "does not compile: ...".
using CompileDataSchema =
    std::function<tl::expected<std::shared_ptr<const DataSchema>, std::string>(std::string_view text)>;

}  // namespace gotrue
