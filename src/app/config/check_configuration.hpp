// What a configuration must satisfy beyond each key alone: what a command requires, what
// contradicts, and what is allowed but deserves a warning.
#pragma once
#include "app/config/load_configuration.hpp"

namespace gotrue {

// Resolves the database target in `outcome.configuration` and adds to its errors and warnings.
void check_configuration(const LoadInput& input, ConfigurationOutcome& outcome);

}  // namespace gotrue
