// Checks a value against a schema.
#pragma once
#include "adapter/schema/schema_node.hpp"
#include "core/port/data_schema.hpp"

namespace gotrue::schema {

// The first violation; `path` names the value.
std::optional<DataViolation> check_value(const Node& node, const json::Value& value, const std::string& path);

}  // namespace gotrue::schema
