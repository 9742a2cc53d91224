#include "endpoint.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <system_error>

#include "base/url.hpp"

namespace gotrue::bench {
namespace {

std::system_error system_error(const char* what) { return {errno, std::generic_category(), what}; }

// getaddrinfo takes an IPv6 address without its brackets.
std::string without_brackets(const std::string& host) {
  return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

}  // namespace

Endpoint::Endpoint(std::string_view url_text) {
  const auto url = Url::parse(url_text);
  if (!url || url->scheme != "http" || url->host.empty()) throw std::runtime_error("the URL is not http://host:port");
  const std::string port = url->port.empty() ? "80" : url->port;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int code = getaddrinfo(without_brackets(url->host).c_str(), port.c_str(), &hints, &found);
  if (code != 0) throw std::runtime_error(url->host + ": " + gai_strerror(code));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  std::memcpy(&address_, found->ai_addr, found->ai_addrlen);
  address_size_ = found->ai_addrlen;
  host_field_ = url->host + ":" + port;
  path_prefix_ = url->path == "/" ? "" : url->path;
}

http::UniqueFd Endpoint::connect() const {
  http::UniqueFd socket(::socket(address_.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) throw system_error("socket");
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address_), address_size_) != 0) {
    throw system_error("connect");
  }
  const int on = 1;
  setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(socket.get(), F_SETFL, O_NONBLOCK);
  return socket;
}

std::string Endpoint::get(std::string_view path, std::string_view access_token, std::string_view cookie) const {
  std::string request = "GET " + path_prefix_ + std::string(path) + " HTTP/1.1\r\nHost: " + host_field_ + "\r\n";
  if (!access_token.empty()) request.append("Authorization: Bearer ").append(access_token).append("\r\n");
  if (!cookie.empty()) request.append("Cookie: ").append(cookie).append("\r\n");
  return request + "\r\n";
}

std::string Endpoint::post_json(std::string_view path, std::string_view body) const {
  return post(path, "application/json", body);
}

std::string Endpoint::post_form(std::string_view path, std::string_view body) const {
  return post(path, "application/x-www-form-urlencoded", body);
}

std::string Endpoint::post(std::string_view path, std::string_view content_type, std::string_view body) const {
  std::string request;
  request.append("POST ").append(path_prefix_).append(path).append(" HTTP/1.1\r\nHost: ").append(host_field_);
  request.append("\r\nContent-Type: ").append(content_type);
  request.append("\r\nContent-Length: ").append(std::to_string(body.size())).append("\r\n\r\n").append(body);
  return request;
}

int find_free_port() {
  const http::UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(socket.get(), generic, size) != 0 || getsockname(socket.get(), generic, &size) != 0) {
    throw system_error("no free port");
  }
  return ntohs(address.sin_port);
}

}  // namespace gotrue::bench
