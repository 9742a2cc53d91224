#include "adapter/saml/account_of.hpp"

#include <span>

#include "base/email_address.hpp"
#include "base/url.hpp"

namespace gotrue::saml {
namespace {

constexpr std::string_view kPersistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
constexpr std::string_view kTransient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";

using Names = std::span<const std::string_view>;
constexpr std::string_view kAddressNames[] = {"email", "mail", "emailAddress", "urn:oid:0.9.2342.19200300.100.1.3",
                                 "urn:oid:1.2.840.113549.1.9.1",
                                 "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"};
constexpr std::string_view kFullNames[] = {"displayName", "full_name", "fullName", "name", "cn", "urn:oid:2.16.840.1.113730.3.1.241",
                              "urn:oid:2.5.4.3", "http://schemas.microsoft.com/identity/claims/displayname"};
constexpr std::string_view kGivenNames[] = {"givenName", "firstName", "first_name", "urn:oid:2.5.4.42",
                               "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname"};
constexpr std::string_view kSurnames[] = {"surname", "sn", "lastName", "last_name", "urn:oid:2.5.4.4",
                             "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname"};
constexpr std::string_view kLoginNames[] = {"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name"};
constexpr std::string_view kPictures[] = {"avatar_url", "picture", "avatar", "photo"};

// The first value of the first of these names that is there.
std::string value_of(const Assertion& assertion, Names names) {
  for (const std::string_view name : names) {
    for (const auto& [key, value] : assertion.attributes) {
      if (key == name) return value;
    }
  }
  return {};
}

std::string full_name(const Assertion& assertion) {
  std::string name = value_of(assertion, kFullNames);
  if (!name.empty()) return name;
  const std::string given = value_of(assertion, kGivenNames);
  const std::string surname = value_of(assertion, kSurnames);
  name = given + (given.empty() || surname.empty() ? "" : " ") + surname;
  return name.empty() ? value_of(assertion, kLoginNames) : name;
}

bool is_web_address(const std::string& text) {
  const auto url = Url::parse(text);
  return url && (url->scheme == "https" || url->scheme == "http") && !url->host.empty();
}

bool is_opaque(const Assertion& assertion) {
  if (assertion.name_id_format == kTransient || assertion.name_id_format == kPersistent) return true;
  return !validate_email(assertion.name_id);
}

}  // namespace

Result<ExternalAccount> account_of(const Assertion& assertion) {
  const std::string address = is_opaque(assertion) ? value_of(assertion, kAddressNames) : assertion.name_id;
  if (!validate_email(address)) return refused("the assertion holds no mail address");
  ExternalAccount account;
  account.provider = "saml";
  account.subject = assertion.name_id_format == kTransient ? address : assertion.name_id;
  account.addresses.push_back({address, true, true});
  if (const std::string name = full_name(assertion); !name.empty()) account.profile.set("full_name", name);
  const std::string picture = value_of(assertion, kPictures);
  if (is_web_address(picture)) account.profile.set("avatar_url", picture);
  return account;
}

}  // namespace gotrue::saml
