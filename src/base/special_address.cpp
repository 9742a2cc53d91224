#include "base/special_address.hpp"

#include <algorithm>
#include <vector>

namespace gotrue {
namespace {

using Networks = std::vector<IpNetwork>;

Networks networks(std::initializer_list<const char*> texts) {
  Networks result;
  for (const char* text : texts) result.push_back(*IpNetwork::parse(text));
  return result;
}

bool is_in(const Networks& all, const IpAddress& address) {
  return std::any_of(all.begin(), all.end(), [&](const IpNetwork& network) { return network.contains(address); });
}

// Public by its number, but of each virtual machine of Azure its own host, which hands out configuration and secrets.
constexpr const char* kAzureHost = "168.63.129.16/32";

bool is_in_special_network(const IpAddress& address) {
  static const Networks all = networks(
      {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
       "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
       "224.0.0.0/4", "240.0.0.0/4", "::/128", "::1/128", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64",
       "100:0:0:1::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10",
       "ff00::/8", kAzureHost});
  return is_in(all, address);
}

IpAddress embedded(const IpAddress& address, std::size_t offset) {
  IpAddress inner;
  inner.bytes[10] = inner.bytes[11] = 0xff;
  std::copy_n(address.bytes.begin() + static_cast<std::ptrdiff_t>(offset), 4, inner.bytes.begin() + 12);
  return inner;
}

// The IPv4 address inside ::a.b.c.d, NAT64 (64:ff9b::/96) and 6to4 (2002::/16). Of a local NAT64 (64:ff9b:1::/48) nobody
// knows where in the address it stands (RFC 8215), so all of that is special.
std::optional<IpAddress> embedded_ipv4(const IpAddress& address) {
  static const Networks behind = networks({"::/96", "64:ff9b::/96"});
  static const Networks six_to_four = networks({"2002::/16"});
  if (is_in(behind, address)) return embedded(address, 12);
  if (is_in(six_to_four, address)) return embedded(address, 2);
  return std::nullopt;
}

}  // namespace

bool is_loopback(const IpAddress& address) {
  static const Networks all = networks({"127.0.0.0/8", "::1/128"});
  return is_in(all, address);
}

bool is_special_address(const IpAddress& address) {
  if (is_in_special_network(address)) return true;
  const auto inner = embedded_ipv4(address);
  return inner && is_in_special_network(*inner);
}

}  // namespace gotrue
