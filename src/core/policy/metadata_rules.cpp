#include "core/policy/metadata_rules.hpp"

namespace gotrue {

Status check_metadata_size(const User& user) {
  if (user.user_metadata.text().size() + user.app_metadata.text().size() > kMaxMetadataBytes) {
    return fail(ErrorCode::MetadataTooLarge);
  }
  return {};
}

Metadata password_user_app_metadata() { return Metadata::from_stored(R"({"provider":"email"})"); }

}  // namespace gotrue
