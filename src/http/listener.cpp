#include "http/listener.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace gotrue::http {
namespace {

constexpr int kBacklog = 4096;

struct Endpoint {
  sockaddr_storage name{};
  socklen_t size = 0;
};

void set_port(Endpoint& endpoint, int port) {
  const auto network_order = htons(static_cast<std::uint16_t>(port));
  if (endpoint.name.ss_family == AF_INET6) {
    reinterpret_cast<sockaddr_in6&>(endpoint.name).sin6_port = network_order;
  } else {
    reinterpret_cast<sockaddr_in&>(endpoint.name).sin_port = network_order;
  }
}

Endpoint any_v6() {
  Endpoint endpoint;
  endpoint.name.ss_family = AF_INET6;  // the address is all zeros, which is in6addr_any
  endpoint.size = sizeof(sockaddr_in6);
  return endpoint;
}

Endpoint any_v4() {
  Endpoint endpoint;
  endpoint.name.ss_family = AF_INET;
  endpoint.size = sizeof(sockaddr_in);
  return endpoint;
}

bool has_v6() {
  const UniqueFd probe(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!probe.is_open()) return false;
  const Endpoint any = any_v6();
  return ::bind(probe.get(), reinterpret_cast<const sockaddr*>(&any.name), any.size) == 0;
}

// The original needs an IPv6 address in brackets, as in a URL; here it may stand without.
std::string without_brackets(const std::string& host) {
  const bool has_brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  return has_brackets ? host.substr(1, host.size() - 2) : host;
}

tl::expected<Endpoint, std::string> resolve(const std::string& host) {
  if (host.empty()) return has_v6() ? any_v6() : any_v4();
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(without_brackets(host).c_str(), nullptr, &hints, &found);
  if (error != 0) return tl::unexpected(std::string(::gai_strerror(error)));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  Endpoint endpoint;
  std::memcpy(&endpoint.name, found->ai_addr, found->ai_addrlen);
  endpoint.size = found->ai_addrlen;
  return endpoint;
}

// A bound socket, or the reason in errno.
UniqueFd bind_socket(const Endpoint& endpoint, bool is_shared) {
  UniqueFd fd(::socket(endpoint.name.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.is_open()) return fd;
  const int yes = 1;
  const int no = 0;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (is_shared) ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes);
  if (endpoint.name.ss_family == AF_INET6) ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&endpoint.name), endpoint.size) != 0) return UniqueFd();
  return fd;
}

UniqueFd open_one(const Endpoint& endpoint) {
  UniqueFd fd = bind_socket(endpoint, true);
  if (fd.is_open() && ::listen(fd.get(), kBacklog) != 0) return UniqueFd();
  return fd;
}

int port_of(const UniqueFd& fd) {
  Endpoint bound;
  bound.size = sizeof bound.name;
  ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&bound.name), &bound.size);
  const auto network_order = bound.name.ss_family == AF_INET6
                                 ? reinterpret_cast<sockaddr_in6&>(bound.name).sin6_port
                                 : reinterpret_cast<sockaddr_in&>(bound.name).sin_port;
  return ntohs(network_order);
}

// SO_REUSEPORT lets two servers of one user share a port silently. Only a socket without it finds the other.
bool is_free(const Endpoint& endpoint) { return bind_socket(endpoint, false).is_open(); }

}  // namespace

tl::expected<Listeners, std::string> open_listeners(const std::string& host, int port, int count) {
  const std::string where = (host.empty() ? "port " : host + ":") + std::to_string(port);
  const auto fail = [&](const std::string& reason) {
    return tl::unexpected("cannot listen on " + where + ": " + reason);
  };
  auto endpoint = resolve(host);
  if (!endpoint) return fail(endpoint.error());
  set_port(*endpoint, port);
  if (port != 0 && !is_free(*endpoint)) return fail(std::strerror(errno));
  Listeners listeners;
  for (int i = 0; i < count; ++i) {
    UniqueFd fd = open_one(*endpoint);
    if (!fd.is_open()) return fail(std::strerror(errno));
    listeners.port = port_of(fd);
    set_port(*endpoint, listeners.port);
    listeners.sockets.push_back(std::move(fd));
  }
  return listeners;
}

}  // namespace gotrue::http
