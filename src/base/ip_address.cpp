#include "base/ip_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <vector>

namespace gotrue {
namespace {

constexpr unsigned char kMappedPrefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::vector<Cidr> networks(std::initializer_list<const char*> texts) {
  std::vector<Cidr> result;
  for (const char* text : texts) result.push_back(*Cidr::parse(text));
  return result;
}

// RFC 6890 and its registries.
const std::vector<Cidr>& special_networks() {
  static const std::vector<Cidr> all = networks(
      {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
       "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
       "224.0.0.0/4", "240.0.0.0/4", "::/128", "::1/128", "100::/64", "2001::/23", "2001:db8::/32", "fc00::/7",
       "fe80::/10", "fec0::/10", "ff00::/8"});
  return all;
}

// The IPv4 address inside ::a.b.c.d, NAT64 (64:ff9b::/96, 64:ff9b:1::/48) and 6to4 (2002::/16).
std::optional<IpAddress> embedded_ipv4(const IpAddress& address) {
  static const Cidr compatible = *Cidr::parse("::/96");
  static const Cidr nat64 = *Cidr::parse("64:ff9b::/96");
  static const Cidr local_nat64 = *Cidr::parse("64:ff9b:1::/48");
  static const Cidr six_to_four = *Cidr::parse("2002::/16");
  unsigned char octets[4];
  if (compatible.contains(address) || nat64.contains(address) || local_nat64.contains(address)) {
    std::memcpy(octets, address.bytes.data() + 12, 4);
    return IpAddress::from_ipv4(octets);
  }
  if (six_to_four.contains(address)) {
    std::memcpy(octets, address.bytes.data() + 2, 4);
    return IpAddress::from_ipv4(octets);
  }
  return std::nullopt;
}

bool is_in_special_network(const IpAddress& address) {
  const auto& all = special_networks();
  return std::any_of(all.begin(), all.end(), [&](const Cidr& network) { return network.contains(address); });
}

}  // namespace

IpAddress IpAddress::from_ipv4(const unsigned char (&octets)[4]) {
  IpAddress address;
  std::memcpy(address.bytes.data(), kMappedPrefix, sizeof kMappedPrefix);
  std::memcpy(address.bytes.data() + 12, octets, 4);
  return address;
}

IpAddress IpAddress::from_ipv6(const unsigned char (&octets)[16]) {
  IpAddress address;
  std::memcpy(address.bytes.data(), octets, 16);
  return address;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string copy(text);
  if (copy.size() != std::strlen(copy.c_str())) return std::nullopt;
  unsigned char ipv4[4];
  if (inet_pton(AF_INET, copy.c_str(), ipv4) == 1) return from_ipv4(ipv4);
  unsigned char ipv6[16];
  if (inet_pton(AF_INET6, copy.c_str(), ipv6) == 1) return from_ipv6(ipv6);
  return std::nullopt;
}

bool IpAddress::is_ipv4() const { return std::memcmp(bytes.data(), kMappedPrefix, sizeof kMappedPrefix) == 0; }

bool IpAddress::is_loopback() const {
  if (is_ipv4()) return bytes[12] == 127;
  static const IpAddress loopback = *parse("::1");
  return *this == loopback;
}

bool IpAddress::is_private_or_special() const {
  if (is_in_special_network(*this)) return true;
  const auto inner = embedded_ipv4(*this);
  return inner && is_in_special_network(*inner);
}

std::string IpAddress::to_string() const {
  char text[INET6_ADDRSTRLEN];
  if (is_ipv4()) return inet_ntop(AF_INET, bytes.data() + 12, text, sizeof text);
  return inet_ntop(AF_INET6, bytes.data(), text, sizeof text);
}

std::optional<Cidr> Cidr::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return Cidr{*address, 128};
  const std::string_view digits = text.substr(slash + 1);
  int length = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  const bool is_ipv4 = text.substr(0, slash).find(':') == std::string_view::npos;
  const int longest = is_ipv4 ? 32 : 128;
  if (error != std::errc() || end != digits.data() + digits.size() || length < 0 || length > longest) {
    return std::nullopt;
  }
  return Cidr{*address, is_ipv4 ? length + 96 : length};
}

bool Cidr::contains(const IpAddress& address) const {
  // An IPv4 address is in no IPv6 network, ::/0 included.
  if (address.is_ipv4() != (network.is_ipv4() && prefix_length >= 96)) return false;
  const int whole = prefix_length / 8;
  if (std::memcmp(network.bytes.data(), address.bytes.data(), static_cast<std::size_t>(whole)) != 0) return false;
  const int rest = prefix_length % 8;
  if (rest == 0) return true;
  const int mask = 0xff << (8 - rest);
  const auto i = static_cast<std::size_t>(whole);
  return ((network.bytes[i] ^ address.bytes[i]) & mask) == 0;
}

}  // namespace gotrue
