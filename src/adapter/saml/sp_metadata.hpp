// The metadata document of this service provider (SAML metadata §2.4.4), what GET /saml/metadata answers.
#pragma once
#include <string>

#include "adapter/saml/service_addresses.hpp"
#include "adapter/saml/signing_key.hpp"

namespace gotrue::saml {

std::string make_sp_metadata(const ServiceAddresses& addresses, const SigningKey& key);

}  // namespace gotrue::saml
