// The names and addresses of this service provider (http-api.md "SAML").
#pragma once
#include <string>
#include <string_view>

namespace gotrue::saml {

struct ServiceAddresses {
  explicit ServiceAddresses(std::string api_base) {
    while (api_base.ends_with('/')) api_base.pop_back();
    entity_id = api_base + "/saml";
    acs_url = entity_id + "/acs";
  }
  std::string entity_id;  // also the audience
  std::string acs_url;    // assertion consumer service
};

// Text as it stands between tags or quotes in XML.
std::string escape_xml(std::string_view text);

}  // namespace gotrue::saml
