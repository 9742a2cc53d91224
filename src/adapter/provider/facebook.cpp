#include "adapter/provider/json_member.hpp"
#include "adapter/provider/oauth2_provider.hpp"
#include "base/sha256.hpp"

namespace gotrue {
namespace {

OAuth2Endpoints endpoints(const std::string& base) {
  if (!base.empty()) return {base + "/dialog/oauth", base + "/oauth/access_token", base};
  return {"https://www.facebook.com/dialog/oauth", "https://graph.facebook.com/oauth/access_token",
          "https://graph.facebook.com"};
}

std::string full_name(const std::string& first, const std::string& last) {
  return first.empty() || last.empty() ? first + last : first + ' ' + last;
}

// The proof tells that the token is used by who has the secret.
std::string profile_path(const AccountReader& reader) {
  const Sha256Digest proof = HmacSha256(reader.settings.secret.reveal())(reader.access_token);
  return "/me?fields=email,first_name,last_name,name,picture&appsecret_proof=" + to_hex(proof);
}

// Facebook gives an address only when it is verified.
Result<ExternalAccount> read_account(const AccountReader& reader) {
  const json::Object user = TRY(reader.get_object(profile_path(reader)));
  ExternalAccount account;
  account.subject = TRY(read_subject(user, "id"));
  const std::string first_name = TRY(read_text(user, "first_name"));
  const std::string last_name = TRY(read_text(user, "last_name"));
  add_profile_text(account, "full_name", full_name(first_name, last_name));
  TRY(add_profile_member(account, "slug", user, "name"));
  const json::Object picture = TRY(read_member_object(user, "picture"));
  const json::Object image = TRY(read_member_object(picture, "data"));
  TRY(add_profile_member(account, "avatar_url", image, "url"));
  const std::string email = TRY(read_text(user, "email"));
  add_address(account, {email, true, true});
  return account;
}

}  // namespace

const OAuth2Dialect& facebook() {
  static const OAuth2Dialect dialect{"facebook", "email", false, endpoints, read_account};
  return dialect;
}

}  // namespace gotrue
