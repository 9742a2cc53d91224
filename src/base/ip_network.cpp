#include "base/ip_network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace gotrue {
namespace {

constexpr std::array<unsigned char, 12> kMappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr int kMappedBits = 96;

IpAddress masked(IpAddress address, int prefix_length) {
  for (int bit = 0; bit < 128; bit += 8) {
    const int kept = std::clamp(prefix_length - bit, 0, 8);
    address.bytes[bit / 8] &= static_cast<unsigned char>(0xff00 >> kept);
  }
  return address;
}

std::optional<int> parse_prefix_length(std::string_view text, int most) {
  int length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  if (!is_whole || length < 0 || length > most || text.front() == '-') return std::nullopt;
  return length;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  char terminated[INET6_ADDRSTRLEN] = {};
  if (text.size() >= sizeof terminated || text.find('\0') != text.npos) return std::nullopt;
  std::memcpy(terminated, text.data(), text.size());
  IpAddress address;
  if (inet_pton(AF_INET6, terminated, address.bytes.data()) == 1) return address;
  std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), address.bytes.begin());
  if (inet_pton(AF_INET, terminated, address.bytes.data() + kMappedPrefix.size()) == 1) return address;
  return std::nullopt;
}

bool IpAddress::is_v4() const { return std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes.begin()); }

std::string IpAddress::to_string() const {
  char text[INET6_ADDRSTRLEN] = {};
  if (is_v4()) {
    inet_ntop(AF_INET, bytes.data() + kMappedPrefix.size(), text, sizeof text);
  } else {
    inet_ntop(AF_INET6, bytes.data(), text, sizeof text);
  }
  return text;
}

std::optional<IpNetwork> IpNetwork::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == text.npos) return IpNetwork{*address, 128};
  const bool is_dotted = text.substr(0, slash).find(':') == text.npos;
  const auto length = parse_prefix_length(text.substr(slash + 1), is_dotted ? 32 : 128);
  if (!length) return std::nullopt;
  const int bits = is_dotted ? *length + kMappedBits : *length;
  return IpNetwork{masked(*address, bits), bits};
}

bool IpNetwork::contains(const IpAddress& other) const {
  if (other.is_v4() && prefix_length < kMappedBits) return false;
  return masked(other, prefix_length) == address;
}

std::string IpNetwork::to_string() const {
  const int written = address.is_v4() ? prefix_length - kMappedBits : prefix_length;
  return address.to_string() + "/" + std::to_string(written);
}

}  // namespace gotrue
