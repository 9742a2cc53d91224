// `gotrue init`: an env file with fresh secrets.
#pragma once
#include <string>
#include <tl/expected.hpp>

#include "base/random.hpp"

namespace gotrue {

// Writes `path` with 256-bit secrets for JWT_SECRET and OPERATOR_TOKEN, for a server on this machine alone; only the
// owner may read it. Error: why it was not written; a file that is there stays as it is, and none is left half
// written.
tl::expected<void, std::string> write_initial_env_file(const std::string& path, Random& random);

}  // namespace gotrue
