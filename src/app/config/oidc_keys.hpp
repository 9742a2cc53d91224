// EXTERNAL_OIDC_<NAME>_<FIELD>: the one family of keys whose names the operator makes up.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "app/config/env_file.hpp"
#include "app/config/key.hpp"
#include "app/config/load_configuration.hpp"

namespace gotrue {

struct OidcField {
  std::string_view suffix;
  std::string_view type;
  std::string_view note;
  void (*set)(OidcConfiguration&, std::string_view value);
};

// The fields of one provider, in the order of the reference.
std::span<const OidcField> oidc_fields();

// Reads every provider and reports what is missing or wrong.
void read_oidc_keys(const Variables& variables, ConfigurationOutcome& outcome);

// "GOTRUE_EXTERNAL_OIDC_ACME_ISSUER" for a misspelt "GOTRUE_EXTERNAL_OIDC_ACME_ISUER"; empty when `name` is
// well spelt or none of the family.
std::string correct_oidc_name(std::string_view name);

}  // namespace gotrue
