#include "adapter/provider/json_member.hpp"
#include "adapter/provider/oauth2_provider.hpp"

namespace gotrue {
namespace {

OAuth2Endpoints endpoints(const std::string& base) {
  const std::string host = base.empty() ? "https://gitlab.com" : base;
  return {host + "/oauth/authorize", host + "/oauth/token", host + "/api/v4"};
}

// The main address counts as verified when `confirmed_at` is set, the others never (http-api.md).
Result<ExternalAccount> read_account(const AccountReader& reader) {
  const json::Object user = TRY(reader.get_object("/user"));
  ExternalAccount account;
  account.subject = TRY(read_subject(user, "id"));
  TRY(add_profile_member(account, "full_name", user, "name"));
  TRY(add_profile_member(account, "avatar_url", user, "avatar_url"));
  const std::string main = TRY(read_text(user, "email"));
  const std::string confirmed_at = TRY(read_text(user, "confirmed_at"));
  add_address(account, {main, !confirmed_at.empty(), true});
  const auto emails = TRY(reader.get_objects("/user/emails"));
  for (const json::Object& email : emails) {
    const std::string other = TRY(read_text(email, "email"));
    if (other != main) add_address(account, {other, false, false});
  }
  return account;
}

}  // namespace

const OAuth2Dialect& gitlab() {
  static const OAuth2Dialect dialect{"gitlab", "read_user", true, endpoints, read_account};
  return dialect;
}

}  // namespace gotrue
