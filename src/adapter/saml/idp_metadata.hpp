// What the metadata of an identity provider says (SAML metadata §2.3, 2.4.3), as far as a service provider needs it.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace gotrue::saml {

struct IdpMetadata {
  std::string entity_id;
  std::string sso_url;                    // single sign-on with the redirect binding
  std::vector<std::string> certificates;  // DER, of the keys that sign; at least one
  std::optional<Time> valid_until;
  std::optional<std::chrono::seconds> cache_duration;
};

// Reads an EntityDescriptor, or the one identity provider among the EntityDescriptors of an EntitiesDescriptor.
// Certificates with RSA keys under 2,048 bits or on curves under 256 bits do not count. Error: SamlResponseInvalid with
// the reason as `internal`.
Result<IdpMetadata> parse_idp_metadata(std::string_view xml);

// "PT1H", "P1DT12H": xs:duration, months as 30 and years as 365 days; nullopt for anything else.
std::optional<std::chrono::seconds> parse_xml_duration(std::string_view text);

}  // namespace gotrue::saml
