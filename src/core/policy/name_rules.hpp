// What the names of audiences and roles may be.
#pragma once
#include <cstddef>
#include <string_view>

#include "base/result.hpp"
#include "core/model/user.hpp"

namespace gotrue {

// What the column of every engine holds (the original's are varchar(255)).
inline constexpr std::size_t kMaxNameBytes = 255;

// At most that long, UTF-8, and without a NUL character, which PostgreSQL stores as another one. Error: InvalidInput, naming
// the member.
Status check_names(const User& user);

}  // namespace gotrue
