// What the keys of SAML must be together.
#pragma once
#include "app/config/load_configuration.hpp"

namespace gotrue {

// Adds to the errors and warnings of `outcome`, when SAML is enabled.
void check_saml(ConfigurationOutcome& outcome);

}  // namespace gotrue
