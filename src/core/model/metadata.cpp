#include "core/model/metadata.hpp"

namespace gotrue {
namespace {

// Both are sorted by key, so one walk does it, however many keys a change has.
std::vector<json::Member> merge_members(const json::Object& object, const json::Object& changes) {
  std::vector<json::Member> merged;
  auto kept = object.members().begin();
  const auto end = object.members().end();
  for (const json::Member& change : changes.members()) {
    for (; kept != end && kept->first < change.first; ++kept) merged.push_back(*kept);
    if (kept != end && kept->first == change.first) ++kept;
    if (!change.second.is_null()) merged.push_back(change);
  }
  merged.insert(merged.end(), kept, end);
  return merged;
}

}  // namespace

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
  bool has_duplicates = false;
  text_ = json::to_text(json::Object::from_members(merge_members(parse(), changes), has_duplicates));
}

}  // namespace gotrue
