// The listening sockets of a server, one per I/O thread on the same port (SO_REUSEPORT). For Server.
#pragma once
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "http/unique_fd.hpp"

namespace gotrue::http {

struct Listeners {
  std::vector<UniqueFd> sockets;
  int port = 0;  // the one that was bound
};

// `host` is a name or an address; empty: all interfaces, IPv6 and IPv4. Port 0: any free port. The error is one line
// for the operator; a port that another server holds is such, also when that one shares its port.
tl::expected<Listeners, std::string> open_listeners(const std::string& host, int port, int count);

}  // namespace gotrue::http
