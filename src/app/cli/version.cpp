#include "app/cli/version.hpp"

namespace gotrue {

std::string_view version() { return GOTRUE_VERSION; }

}  // namespace gotrue
