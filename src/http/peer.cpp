#include "http/peer.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace gotrue::http {
namespace {

const std::vector<IpNetwork>& local_networks() {
  static const std::vector<IpNetwork> networks = [] {
    std::vector<IpNetwork> list;
    for (const auto text : {"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1",
                            "fc00::/7", "fe80::/10"}) {
      list.push_back(*IpNetwork::parse(text));
    }
    return list;
  }();
  return networks;
}

IpAddress address_of(const sockaddr_storage& name) {
  IpAddress address;
  if (name.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(name);
    std::memcpy(address.bytes.data(), &v6.sin6_addr, 16);
  } else if (name.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(name);
    address.bytes[10] = address.bytes[11] = 0xFF;
    std::memcpy(address.bytes.data() + 12, &v4.sin_addr, 4);
  }
  return address;
}

}  // namespace

Peer::Peer(const IpAddress& address) : address_(address) {
  const std::string text = address.to_string();
  size_ = static_cast<std::uint8_t>(std::min(text.size(), text_.size()));
  std::copy_n(text.data(), size_, text_.data());
  is_local_ = std::any_of(local_networks().begin(), local_networks().end(),
                          [&](const IpNetwork& network) { return network.contains(address); });
}

Peer Peer::from_socket(const sockaddr_storage& name) { return Peer(address_of(name)); }

}  // namespace gotrue::http
