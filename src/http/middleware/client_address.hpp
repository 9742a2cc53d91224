// Middleware 2: the address that a client is counted under (security.md 18). `X-Forwarded-For` counts only when a
// trusted proxy sends it.
#pragma once
#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http_message.hpp"
#include "base/ip_network.hpp"
#include "http/peer.hpp"

namespace gotrue::http {

// Thread-safe.
class ClientAddress {
 public:
  // `proxies` nullopt: not configured. `warn` takes the one line that says what follows from that.
  ClientAddress(std::optional<std::vector<IpNetwork>> proxies, std::function<void(std::string_view)> warn)
      : proxies_(std::move(proxies)), warn_(std::move(warn)) {}

  // Configured: the peer, or, when that is a trusted proxy, the rightmost address of X-Forwarded-For that is not.
  // Not configured: a loopback or private peer that sends the header is taken for a proxy and the rightmost
  // address counts; one that does not gives an empty text: no limit per address applies.
  std::string of(const HttpRequest& request, const Peer& peer) const;

 private:
  std::string behind_trusted(const HttpRequest& request, const Peer& peer) const;
  std::string behind_local(const HttpRequest& request) const;
  bool is_trusted(const IpAddress& address) const;
  void warn_once() const;

  std::optional<std::vector<IpNetwork>> proxies_;
  std::function<void(std::string_view)> warn_;
  mutable std::atomic<bool> has_warned_{false};
};

}  // namespace gotrue::http
