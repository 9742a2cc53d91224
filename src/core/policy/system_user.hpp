// The system user: tokens that operators mint for their own services, without a row in the database.
#pragma once
#include <string_view>

namespace gotrue {

// The subject is exactly `0` or the hyphenated nil UUID (http-api.md "Access token").
inline bool is_system_user(std::string_view subject) {
  return subject == "0" || subject == "00000000-0000-0000-0000-000000000000";
}

}  // namespace gotrue
