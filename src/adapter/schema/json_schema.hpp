// DataSchema as a JSON Schema, draft 7 (what is of it in drafts 4 and 6, too): all of its rules but `format` and
// `content…`, which are annotations. References lead within the document alone.
#pragma once
#include <memory>
#include <string_view>
#include <tl/expected.hpp>

#include "adapter/schema/schema_node.hpp"
#include "core/port/data_schema.hpp"

namespace gotrue {

class JsonSchema final : public DataSchema {
 public:
  // The error says what is wrong with the text, for the operator.
  static tl::expected<std::shared_ptr<const DataSchema>, std::string> compile(std::string_view text);
  static tl::expected<std::shared_ptr<const DataSchema>, std::string> load(const std::string& path);

  explicit JsonSchema(schema::Document document) : document_(std::move(document)) {}
  std::optional<DataViolation> find_violation(const json::Object& data) const override;

 private:
  const schema::Document document_;
};

}  // namespace gotrue
