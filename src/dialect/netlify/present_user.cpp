#include "dialect/netlify/present_user.hpp"

#include "base/json.hpp"
#include "core/policy/user_object.hpp"
#include "dialect/netlify/present_json.hpp"

namespace gotrue::netlify {

void append_user(std::string& out, const User& user) { append_user_object(out, user); }

void append_exported_user(std::string& out, const User& user) {
  out += '{';
  append_user_members(out, user);
  out += R"(,"encrypted_password":)";
  json::append_string(out, user.encrypted_password);
  out += '}';
}

HttpResponse present_user(const User& user) {
  std::string body;
  body.reserve(512 + user.user_metadata.text().size() + user.app_metadata.text().size());
  append_user(body, user);
  return json_response(200, std::move(body));
}

}  // namespace gotrue::netlify
