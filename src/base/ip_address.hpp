// IP addresses and networks as values (RFC 4291, RFC 4632).
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace gotrue {

// An IPv4-mapped IPv6 address (::ffff:192.0.2.1) is the IPv4 address that it stands for.
struct IpAddress {
  // IPv4 addresses as ::ffff:a.b.c.d.
  std::array<unsigned char, 16> bytes{};

  // Textual IPv4 or IPv6, without brackets, port or zone.
  static std::optional<IpAddress> parse(std::string_view text);
  static IpAddress from_ipv4(const unsigned char (&octets)[4]);
  static IpAddress from_ipv6(const unsigned char (&octets)[16]);

  bool is_ipv4() const;
  bool is_loopback() const;
  // Not a public unicast address: loopback, private, link-local (with cloud metadata), shared, unspecified, multicast,
  // documentation, reserved, unique local, and every IPv6 form that carries such an IPv4 address.
  bool is_private_or_special() const;
  std::string to_string() const;
  bool operator==(const IpAddress&) const = default;
};

struct Cidr {
  IpAddress network;
  int prefix_length = 128;  // of the 128-bit form

  // "10.0.0.0/8", "2001:db8::/32", or one address.
  static std::optional<Cidr> parse(std::string_view text);
  bool contains(const IpAddress& address) const;
};

}  // namespace gotrue
