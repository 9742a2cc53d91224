#include "http/middleware/client_address.hpp"

#include <algorithm>

#include "http/field_list.hpp"

namespace gotrue::http {
namespace {

constexpr std::string_view kForwardedFor = "X-Forwarded-For";
constexpr std::string_view kWarning =
    "GOTRUE_TRUSTED_PROXIES is not set: a loopback or private peer that sends X-Forwarded-For is taken for a proxy, "
    "one that does not has no limit per address";

// Proxies write "192.0.2.1", some "192.0.2.1:4711" or "[2001:db8::1]:4711".
std::optional<IpAddress> parse_hop(std::string_view text) {
  if (const auto address = IpAddress::parse(text)) return address;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    return end == std::string_view::npos ? std::nullopt : IpAddress::parse(text.substr(1, end - 1));
  }
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || text.find(':', colon + 1) != std::string_view::npos) return std::nullopt;
  return IpAddress::parse(text.substr(0, colon));
}

// All elements of all fields of that name, as if they were one list (RFC 9110 §5.3), the last one first.
std::vector<std::string_view> hops_from_the_right(const HttpRequest& request) {
  std::vector<std::string_view> hops;
  for (const HttpField& field : request.fields) {
    if (!equal_without_case(field.name, kForwardedFor)) continue;
    std::string_view rest = field.value;
    std::string_view hop;
    while (next_element(rest, hop)) hops.push_back(hop);
  }
  std::reverse(hops.begin(), hops.end());
  return hops;
}

}  // namespace

std::string ClientAddress::of(const HttpRequest& request, const Peer& peer) const {
  if (proxies_) return behind_trusted(request, peer);
  if (!peer.is_local()) return std::string(peer.text());
  warn_once();
  return behind_local(request);
}

// An element that is no address ends the walk: the hop before it is the last one that somebody vouched for.
std::string ClientAddress::behind_trusted(const HttpRequest& request, const Peer& peer) const {
  if (!is_trusted(peer.address())) return std::string(peer.text());
  IpAddress client = peer.address();
  for (const std::string_view hop : hops_from_the_right(request)) {
    const auto address = parse_hop(hop);
    if (!address) break;
    client = *address;
    if (!is_trusted(client)) break;
  }
  return client.to_string();
}

std::string ClientAddress::behind_local(const HttpRequest& request) const {
  if (!request.has_field(kForwardedFor)) return {};
  const auto hops = hops_from_the_right(request);
  if (hops.empty()) return {};
  const auto address = parse_hop(hops.front());
  return address ? address->to_string() : std::string();
}

bool ClientAddress::is_trusted(const IpAddress& address) const {
  return std::any_of(proxies_->begin(), proxies_->end(),
                     [&](const IpNetwork& network) { return network.contains(address); });
}

void ClientAddress::warn_once() const {
  if (!warn_ || has_warned_.load(std::memory_order_relaxed) || has_warned_.exchange(true)) return;
  warn_(kWarning);
}

}  // namespace gotrue::http
