#include "adapter/provider/json_member.hpp"
#include "adapter/provider/oauth2_provider.hpp"

namespace gotrue {
namespace {

OAuth2Endpoints endpoints(const std::string& base) {
  const std::string host = base.empty() ? "https://bitbucket.org" : base;
  return {host + "/site/oauth2/authorize", host + "/site/oauth2/access_token",
          base.empty() ? "https://api.bitbucket.org/2.0" : base + "/2.0"};
}

Result<ExternalAccount> read_account(const AccountReader& reader) {
  const json::Object user = TRY(reader.get_object("/user"));
  ExternalAccount account;
  account.subject = TRY(read_subject(user, user.find("uuid") ? "uuid" : "account_id"));
  TRY(add_profile_member(account, "full_name", user, "display_name"));
  const json::Object links = TRY(read_member_object(user, "links"));
  const json::Object avatar = TRY(read_member_object(links, "avatar"));
  TRY(add_profile_member(account, "avatar_url", avatar, "href"));
  const json::Object page = TRY(reader.get_object("/user/emails"));
  const json::Value* values = page.find("values");
  if (!values) return unreadable("the list of addresses has no `values`");
  const auto emails = TRY(read_objects(*values));
  for (const json::Object& email : emails) {
    const std::string text = TRY(read_text(email, "email"));
    const bool is_verified = TRY(read_flag(email, "is_confirmed"));
    const bool is_primary = TRY(read_flag(email, "is_primary"));
    add_address(account, {text, is_verified, is_primary});
  }
  return account;
}

}  // namespace

const OAuth2Dialect& bitbucket() {
  static const OAuth2Dialect dialect{"bitbucket", "account email", false, endpoints, read_account};
  return dialect;
}

}  // namespace gotrue
