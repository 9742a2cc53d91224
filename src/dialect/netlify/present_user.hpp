// The user object of the wire (http-api.md "User object").
#pragma once
#include <string>

#include "base/http_message.hpp"
#include "core/model/user.hpp"

namespace gotrue::netlify {

// Appends the JSON of a user: never the password hash, a token, the instance or the super-admin flag.
void append_user(std::string& out, const User& user);
// The same with `encrypted_password`, for GET /admin/users/export alone.
void append_exported_user(std::string& out, const User& user);

HttpResponse present_user(const User& user);

}  // namespace gotrue::netlify
