#include "adapter/provider/json_member.hpp"
#include "adapter/provider/oauth2_provider.hpp"

namespace gotrue {
namespace {

OAuth2Endpoints endpoints(const std::string& base) {
  const std::string host = base.empty() ? "https://github.com" : base;
  return {host + "/login/oauth/authorize", host + "/login/oauth/access_token",
          base.empty() ? "https://api.github.com" : base + "/api/v3"};
}

Result<ExternalAccount> read_account(const AccountReader& reader) {
  const json::Object user = TRY(reader.get_object("/user"));
  ExternalAccount account;
  account.subject = TRY(read_subject(user, "id"));
  TRY(add_profile_member(account, "full_name", user, "name"));
  TRY(add_profile_member(account, "avatar_url", user, "avatar_url"));
  const auto emails = TRY(reader.get_objects("/user/emails"));
  for (const json::Object& email : emails) {
    const std::string text = TRY(read_text(email, "email"));
    const bool is_verified = TRY(read_flag(email, "verified"));
    const bool is_primary = TRY(read_flag(email, "primary"));
    add_address(account, {text, is_verified, is_primary});
  }
  return account;
}

}  // namespace

const OAuth2Dialect& github() {
  static const OAuth2Dialect dialect{"github", "user:email", true, endpoints, read_account};
  return dialect;
}

}  // namespace gotrue
