#include "core/model/metadata.hpp"

namespace gotrue {

Metadata Metadata::from_stored(std::string_view text) {
  Metadata metadata;
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  if (first == std::string_view::npos || text[first] != '{' || text[last] != '}') return metadata;
  metadata.text_ = std::string(text);
  return metadata;
}

json::Object Metadata::parse() const {
  auto value = json::parse(text_);
  if (!value) return {};
  json::Object* object = value->as_object();
  return object ? std::move(*object) : json::Object{};
}

std::string Metadata::find_string(std::string_view key) const {
  if (text_.find(key) == std::string::npos) return {};
  const json::Object object = parse();
  const json::Value* value = object.find(key);
  const std::string* text = value ? value->as_string() : nullptr;
  return text ? *text : std::string{};
}

void Metadata::merge(const json::Object& changes) {
  if (changes.empty()) return;
  json::Object object = parse();
  for (const auto& [key, value] : changes.members()) {
    if (value.is_null()) {
      object.remove(key);
    } else {
      object.set(key, value);
    }
  }
  text_ = json::to_text(object);
}

}  // namespace gotrue
