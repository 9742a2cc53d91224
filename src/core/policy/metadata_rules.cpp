#include "core/policy/metadata_rules.hpp"

#include <algorithm>

namespace gotrue {
namespace {

int depth_of(std::string_view json) {
  int depth = 0;
  int deepest = 0;
  bool is_in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"') is_in_text = !is_in_text;
    if (is_in_text && c == '\\') ++i;
    if (is_in_text) continue;
    if (c == '{' || c == '[') deepest = std::max(deepest, ++depth);
    if (c == '}' || c == ']') --depth;
  }
  return deepest;
}

}  // namespace

Status check_metadata_size(const User& user) {
  if (user.user_metadata.text().size() + user.app_metadata.text().size() > kMaxMetadataBytes) {
    return fail(ErrorCode::MetadataTooLarge, "be larger than 32 KiB");
  }
  if (std::max(depth_of(user.user_metadata.text()), depth_of(user.app_metadata.text())) > kMaxMetadataDepth) {
    return fail(ErrorCode::MetadataTooLarge, "be nested deeper than " + std::to_string(kMaxMetadataDepth) + " levels");
  }
  return {};
}

Metadata password_user_app_metadata() { return Metadata::from_stored(R"({"provider":"email"})"); }

}  // namespace gotrue
