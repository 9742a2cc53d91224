// The texts of `gotrue --help` beyond the list of commands.
#pragma once
#include <string>

namespace gotrue {

// First steps, and the keys that matter first, as the configuration table describes them.
std::string help_footer();

}  // namespace gotrue
