// What `gotrue serve --demo` says on standard output once it listens.
#pragma once
#include <string>

#include "app/config/configuration.hpp"

namespace gotrue {

// Where the server listens, where its database lies, and three `curl` lines that work as they stand in any shell on
// this machine.
std::string first_steps(const Configuration& configuration, int port);

}  // namespace gotrue
