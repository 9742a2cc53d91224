// IP addresses and networks (RFC 4632, RFC 4291) as values: trusted proxies, the address policy of outgoing
// requests, rate limits by address. An IPv4-mapped IPv6 address is the IPv4 address that it carries.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace gotrue {

struct IpAddress {
  std::array<unsigned char, 16> bytes{};  // IPv4 in its mapped form, ::ffff:a.b.c.d

  // Reads "192.0.2.1" or "2001:db8::1" (no brackets, zone or port); nullopt for anything else.
  static std::optional<IpAddress> parse(std::string_view text);
  bool is_v4() const;
  // The canonical text (RFC 5952 for IPv6).
  std::string to_string() const;

  auto operator<=>(const IpAddress&) const = default;
};

struct IpNetwork {
  IpAddress address;       // host bits are zero
  int prefix_length = 128; // of the 128 bits; 96 more than written for IPv4

  // Reads "10.0.0.0/8", "2001:db8::/32" or a single address; bits behind the prefix may be set. nullopt for
  // anything else.
  static std::optional<IpNetwork> parse(std::string_view text);
  // An IPv6 network never contains an IPv4 address, ::/0 included.
  bool contains(const IpAddress& other) const;
  std::string to_string() const;

  auto operator<=>(const IpNetwork&) const = default;
};

}  // namespace gotrue
