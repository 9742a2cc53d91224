// How large metadata may be and what a fresh account's looks like.
#pragma once
#include "base/result.hpp"
#include "core/model/user.hpp"

namespace gotrue {

// MetadataTooLarge when user_metadata and app_metadata together are over kMaxMetadataBytes. Asked only when one
// of them is changed: larger ones of an adopted database are still served.
Status check_metadata_size(const User& user);

// {"provider":"email"}
Metadata password_user_app_metadata();

}  // namespace gotrue
