// The other end of a socket: the address of a client or of the proxy before it.
#pragma once
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <string_view>

#include "base/ip_network.hpp"

namespace gotrue::http {

class Peer {
 public:
  Peer() = default;
  explicit Peer(const IpAddress& address);
  // Of an accepted socket; anything but IPv4 and IPv6 gives the unspecified address.
  static Peer from_socket(const sockaddr_storage& name);

  const IpAddress& address() const { return address_; }
  // Canonical, without port.
  std::string_view text() const { return {text_.data(), size_}; }
  // Loopback, private (RFC 1918, RFC 4193) or link-local: the addresses of a proxy on the same machine or network.
  bool is_local() const { return is_local_; }

 private:
  IpAddress address_;
  std::array<char, 46> text_{};
  std::uint8_t size_ = 0;
  bool is_local_ = false;
};

}  // namespace gotrue::http
