// Who somebody is at an external provider, as it told in one sign-in: what every protocol (OAuth 2, OpenID Connect,
// SAML) ends with and what core/usecase/sign_in_external.hpp starts from.
#pragma once
#include <string>
#include <vector>

#include "base/json.hpp"

namespace gotrue {

struct ExternalAddress {
  std::string email;  // as the provider gave it
  bool is_verified = false;  // the provider vouches for it
  bool is_primary = false;
};

struct ExternalAccount {
  std::string provider;  // the name that /authorize knows it by: "github"
  std::string subject;   // the provider's id of the account: never empty, never reused by it for another
  std::vector<ExternalAddress> addresses;  // at least one, in the provider's order
  json::Object profile;  // what a new user's user_metadata gets: full_name, avatar_url, ...; no empty texts
};

}  // namespace gotrue
