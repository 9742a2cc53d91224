// The JSON of a user as clients and hooks see it (http-api.md "User object").
#pragma once
#include <string>

#include "core/model/user.hpp"

namespace gotrue {

// Appends the members without the braces: never the password hash, a token, the instance or the super-admin flag.
void append_user_members(std::string& out, const User& user);
// Appends the object.
void append_user_object(std::string& out, const User& user);

}  // namespace gotrue
