#define CURL_DISABLE_TYPECHECK
#include "adapter/net/guarded_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <optional>

namespace gotrue {
namespace {

std::optional<IpAddress> address_of(const sockaddr& address) {
  char text[INET6_ADDRSTRLEN] = {};
  if (address.sa_family == AF_INET) {
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(address).sin_addr, text, sizeof text);
  } else if (address.sa_family == AF_INET6) {
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, text, sizeof text);
  }
  return IpAddress::parse(text);
}

// Called with the address that was resolved, just before the connection: a name that resolves to something else at
// another moment gains nothing.
curl_socket_t open_socket(void* context, curlsocktype, curl_sockaddr* target) {
  GuardedSocket& guard = *static_cast<GuardedSocket*>(context);
  const auto address = address_of(target->addr);
  if (!address || !guard.policy.allows(*address)) {
    guard.was_refused = true;
    return CURL_SOCKET_BAD;
  }
  return socket(target->family, target->socktype | SOCK_CLOEXEC, target->protocol);
}

}  // namespace

void guard_addresses(const CurlLibrary& curl, CURL* handle, GuardedSocket& guard) {
  curl.set(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl.set(handle, CURLOPT_OPENSOCKETDATA, static_cast<void*>(&guard));
}

}  // namespace gotrue
