#include "client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <charconv>

#include "http/field_list.hpp"

namespace gotrue::http {
namespace {

constexpr timeval kPatience{30, 0};

}  // namespace

std::string ClientAnswer::field(std::string_view name) const {
  std::string_view rest = head;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(std::min(rest.size(), line.size() + 2));
    const std::size_t colon = line.find(": ");
    if (colon != std::string_view::npos && equal_without_case(line.substr(0, colon), name)) {
      return std::string(line.substr(colon + 2));
    }
  }
  return {};
}

Client::Client(int port, int receive_buffer) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const int yes = 1;
  ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  if (receive_buffer > 0) ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  name.sin_port = htons(static_cast<std::uint16_t>(port));
  is_connected_ = ::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0;
}

void Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      was_reset_ = true;
      return;
    }
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void Client::send_byte_by_byte(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) send(bytes.substr(i, 1));
}

void Client::close_sending() { ::shutdown(fd_.get(), SHUT_WR); }

void Client::reset() {
  const linger at_once{1, 0};
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  fd_.reset();
}

bool Client::read_more() {
  char buffer[16 * 1024];
  while (true) {
    const ssize_t count = ::recv(fd_.get(), buffer, sizeof buffer, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return false;
    if (count <= 0) {
      has_ended_ = true;
      was_reset_ = was_reset_ || count < 0;
      return false;
    }
    kept_.append(buffer, static_cast<std::size_t>(count));
    return true;
  }
}

std::string Client::read_bytes(std::size_t size) {
  while (kept_.size() < size && read_more()) {
  }
  std::string bytes = kept_.substr(0, size);
  kept_.erase(0, size);
  return bytes;
}

ClientAnswer Client::read_answer(bool is_for_head) {
  ClientAnswer answer;
  while (kept_.find("\r\n\r\n") == std::string::npos) {
    if (!read_more()) return answer;
  }
  answer.head = read_bytes(kept_.find("\r\n\r\n") + 4);
  std::from_chars(answer.head.data() + 9, answer.head.data() + 12, answer.status);
  const std::string length = answer.field("Content-Length");
  std::size_t size = 0;
  std::from_chars(length.data(), length.data() + length.size(), size);
  if (!is_for_head) answer.body = read_bytes(size);
  return answer;
}

Remainder Client::read_to_end() {
  while (read_more()) {
  }
  return {std::exchange(kept_, {}), has_ended_, was_reset_};
}

std::string get(std::string_view path) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: id.example\r\n\r\n";
}

std::string post(std::string_view path, std::string_view body) {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: id.example\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

}  // namespace gotrue::http
