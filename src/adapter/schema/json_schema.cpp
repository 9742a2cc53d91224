#include "adapter/schema/json_schema.hpp"

#include <fstream>
#include <sstream>

#include "adapter/schema/check_value.hpp"
#include "adapter/schema/parse_schema.hpp"

namespace gotrue {

using Compiled = tl::expected<std::shared_ptr<const DataSchema>, std::string>;

Compiled JsonSchema::compile(std::string_view text) {
  const auto value = json::parse(text);
  if (!value) return tl::unexpected<std::string>("is no JSON: " + value.error().message);
  auto document = schema::parse_schema(*value);
  if (!document) return tl::unexpected<std::string>("does not compile: " + document.error());
  // The document moves as a whole; a deque keeps the addresses of its nodes.
  return std::make_shared<const JsonSchema>(std::move(*document));
}

Compiled JsonSchema::load(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return tl::unexpected<std::string>(path + " cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  auto compiled = compile(text.str());
  if (!compiled) return tl::unexpected<std::string>(path + " " + compiled.error());
  return compiled;
}

std::optional<DataViolation> JsonSchema::find_violation(const json::Object& data) const {
  return schema::check_value(*document_.root, json::Value(data), "data");
}

}  // namespace gotrue
