// Who does something, as the audit log names it, and who may do what only admins may.
#pragma once
#include <optional>
#include <string>

#include "base/uuid.hpp"
#include "core/model/user.hpp"

namespace gotrue {

struct Actor {
  Uuid id;
  std::string email;
  std::string name;  // user_metadata.full_name, or empty

  static Actor of(const User& user) { return {user.id, user.email, user.user_metadata.find_string("full_name")}; }
  // The bearer of the operator token (http-api.md "Audit log").
  static Actor operator_token() { return {Uuid{}, "operator@netlify.com", ""}; }
  // A token whose subject is `0` or the nil UUID.
  static Actor system_user() { return {}; }
};

// Somebody whom AuthorizeAdmin let through.
struct Admin {
  Actor actor;
  // An admin by role acts in this audience alone; none: in all of them.
  std::optional<std::string> audience_limit;

  bool may_act_in(std::string_view audience) const { return !audience_limit || *audience_limit == audience; }
};

}  // namespace gotrue
