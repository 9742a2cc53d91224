// Which addresses are not public ones: what outgoing requests must not reach (security.md 21).
#pragma once
#include "base/ip_network.hpp"

namespace gotrue {

bool is_loopback(const IpAddress& address);

// Loopback, private, link-local (with cloud metadata), shared, unspecified, multicast, documentation, reserved, unique
// local, and every IPv6 form that carries such an IPv4 address (RFC 6890 and its registries).
bool is_special_address(const IpAddress& address);

}  // namespace gotrue
