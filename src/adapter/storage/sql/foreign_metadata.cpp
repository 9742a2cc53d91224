#include "adapter/storage/sql/foreign_metadata.hpp"

namespace gotrue::sql {

Metadata read_foreign_metadata(std::string_view text) {
  if (json::parse_unique_keys(text)) return Metadata::from_stored(text);
  const auto value = json::parse(text);
  const json::Object* object = value ? value->as_object() : nullptr;
  return object ? Metadata(*object) : Metadata();
}

}  // namespace gotrue::sql
