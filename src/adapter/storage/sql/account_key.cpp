#include "adapter/storage/sql/account_key.hpp"

#include "base/email_address.hpp"

namespace gotrue::sql {

std::string account_key(std::string_view audience, std::string_view normal_email) {
  std::string key(audience);
  key += '\0';
  return key.append(normal_email);
}

UnkeyedForms unkeyed_forms(std::string_view normal_email) {
  UnkeyedForms forms;
  for (const char c : normal_email) {
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') forms.whole += c;
  }
  forms.without_domain = forms.whole.substr(0, forms.whole.find('@')) + '@';
  return forms;
}

std::optional<std::string> stored_normal_email(std::string_view email) {
  std::string normal = normalize_email(email);
  if (normal.empty()) return std::nullopt;
  return normal;
}

}  // namespace gotrue::sql
