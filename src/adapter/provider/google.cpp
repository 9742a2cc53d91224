#include "adapter/provider/json_member.hpp"
#include "adapter/provider/oauth2_provider.hpp"

namespace gotrue {
namespace {

OAuth2Endpoints endpoints(const std::string& base) {
  const std::string host = base.empty() ? "https://accounts.google.com" : base;
  return {host + "/o/oauth2/auth", host + "/o/oauth2/token", base.empty() ? "https://www.googleapis.com" : base};
}

Result<ExternalAccount> read_account(const AccountReader& reader) {
  const json::Object user = TRY(reader.get_object("/userinfo/v2/me"));
  ExternalAccount account;
  account.subject = TRY(read_subject(user, "id"));
  TRY(add_profile_member(account, "full_name", user, "name"));
  TRY(add_profile_member(account, "avatar_url", user, "picture"));
  const std::string email = TRY(read_text(user, "email"));
  const bool is_verified = TRY(read_flag(user, "verified_email"));
  add_address(account, {email, is_verified, true});
  return account;
}

}  // namespace

const OAuth2Dialect& google() {
  static const OAuth2Dialect dialect{"google", "email profile", true, endpoints, read_account};
  return dialect;
}

}  // namespace gotrue
