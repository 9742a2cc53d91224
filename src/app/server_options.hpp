// What the HTTP edge needs of a configuration.
#pragma once
#include "app/config/configuration.hpp"
#include "http/server_options.hpp"

namespace gotrue {

http::ServerOptions make_server_options(const Configuration& configuration, bool is_multi);

}  // namespace gotrue
