#include "stand_in_provider.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <charconv>
#include <stdexcept>
#include <string_view>

namespace gotrue::bench {
namespace {

constexpr int kBacklog = 128;
constexpr int kWaitMilliseconds = 20;  // bounds how late the end is seen

// The text between `begin` and the first of `ends` behind it; empty when it is not there.
std::string between(std::string_view text, std::string_view begin, std::string_view ends) {
  const std::size_t start = text.find(begin);
  if (start == std::string_view::npos) return {};
  text.remove_prefix(start + begin.size());
  return std::string(text.substr(0, text.find_first_of(ends)));
}

std::string answer_body(std::string_view request) {
  if (request.starts_with("POST ")) {
    return R"({"access_token":"at)" + between(request, "code=", "& ") + R"(","token_type":"bearer"})";
  }
  const std::string account = between(request, "Authorization: Bearer at", "\r");
  if (request.starts_with("GET /api/v3/user/emails ")) {
    return R"([{"email":"external-)" + account + R"(@example.com","primary":true,"verified":true}])";
  }
  return R"({"id":1)" + account + R"(,"login":"l","name":"A Name","avatar_url":"https://example.com/a.png"})";
}

// How many of the bytes are the first request; 0 while it is incomplete.
std::size_t request_size(std::string_view bytes) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  const std::string length = between(bytes.substr(0, end + 2), "Content-Length: ", "\r");
  std::size_t body = 0;
  std::from_chars(length.data(), length.data() + length.size(), body);
  const std::size_t size = end + 4 + body;
  return bytes.size() < size ? 0 : size;
}

void send_answer(int fd, const std::string& body) {
  const std::string text = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                           std::to_string(body.size()) + "\r\n\r\n" + body;
  // Never more than the buffer of a socket holds; a connection that is gone is seen by the next read.
  (void)send(fd, text.data(), text.size(), MSG_NOSIGNAL);
}

}  // namespace

StandInProvider::StandInProvider(std::optional<int> core)
    : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_.get(), generic, size) != 0 || listen(listener_.get(), kBacklog) != 0 ||
      getsockname(listener_.get(), generic, &size) != 0) {
    throw std::runtime_error("the stand-in for a provider cannot listen");
  }
  url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  watch(listener_.get());
  thread_ = std::thread([this, core] {
    pin_to_core(core);
    serve();
  });
}

StandInProvider::~StandInProvider() {
  ends_ = true;
  thread_.join();
}

void StandInProvider::serve() {
  std::array<epoll_event, 64> events{};
  while (!ends_) {
    const int count = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), kWaitMilliseconds);
    for (int i = 0; i < count; ++i) {
      if (events[i].data.fd == listener_.get()) {
        accept_connection();
      } else {
        read_requests(events[i].data.fd);
      }
    }
  }
}

void StandInProvider::accept_connection() {
  http::UniqueFd socket(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!socket.is_open()) return;
  const int on = 1;
  setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const int fd = socket.get();
  connections_[fd] = {std::move(socket)};
  watch(fd);
}

void StandInProvider::read_requests(int fd) {
  std::array<char, 4096> bytes{};
  const auto count = recv(fd, bytes.data(), bytes.size(), 0);
  if (count <= 0) {
    connections_.erase(fd);
    return;
  }
  std::string& received = connections_[fd].received;
  received.append(bytes.data(), static_cast<std::size_t>(count));
  while (const std::size_t size = request_size(received)) {
    send_answer(fd, answer_body(received));
    received.erase(0, size);
  }
}

void StandInProvider::watch(int fd) const {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) throw std::runtime_error("epoll_ctl failed");
}

}  // namespace gotrue::bench
