// bcrypt's settings: "$2a$10$" and 22 characters of salt.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"

namespace gotrue {

// Stored hashes up to this cost are verified; a dearer one would take seconds and counts as no hash at all.
inline constexpr int kMaxVerifiedCost = 16;

// A setting with fresh salt.
std::string new_bcrypt_setting(int cost, Random& random);

// The cost of a setting alone or of a stored hash, which begins with its setting; nullopt for anything else.
std::optional<int> bcrypt_setting_cost(std::string_view setting);

// The cost of a stored `$2a$`, `$2b$` or `$2y$` hash; nullopt for anything else.
std::optional<int> bcrypt_cost(std::string_view hash);

}  // namespace gotrue
