// How large and how deep metadata may be and what a fresh account's looks like.
#pragma once
#include "base/result.hpp"
#include "core/model/user.hpp"

namespace gotrue {

// Objects and arrays within each other, itself counted: as deep as a JSON column of MariaDB takes them.
inline constexpr int kMaxMetadataDepth = 31;

// MetadataTooLarge when user_metadata and app_metadata together are over kMaxMetadataBytes or one is deeper than
// kMaxMetadataDepth; its detail names the bound. Asked only when one of them is changed: larger ones of an adopted
// database are still served.
Status check_metadata_size(const User& user);

// {"provider":"email"}
Metadata password_user_app_metadata();

}  // namespace gotrue
