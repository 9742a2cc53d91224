#include "load_loop.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace gotrue::bench {
namespace {

constexpr std::size_t kReadSize = 64 * 1024;
constexpr int kWaitMilliseconds = 1;  // bounds how late a pause or a phase ends
constexpr std::chrono::minutes kLongestDrain{1};
constexpr std::size_t kErrorTextSize = 200;

std::string describe(const Answer& answer) {
  const std::string_view text = answer.body.empty() ? answer.head : answer.body;
  return std::to_string(answer.status) + " " + std::string(text.substr(0, kErrorTextSize));
}

}  // namespace

struct LoadLoop::Connection {
  VirtualUser& user;
  Outcome& outcome;
  http::UniqueFd socket;
  std::string_view unsent = {};
  std::string received = {};  // an answer that came in pieces
  SteadyTime asked = {};
  std::chrono::nanoseconds pause{0};
  SteadyTime pause_end = {};
  bool is_waiting = false;
  bool awaits_room = false;  // the socket takes no more for now
};

LoadLoop::LoadLoop(const Endpoint& endpoint)
    : endpoint_(endpoint), epoll_(epoll_create1(EPOLL_CLOEXEC)), buffer_(kReadSize, '\0') {}

LoadLoop::~LoadLoop() = default;

void LoadLoop::add(VirtualUser& user, Outcome& outcome) {
  connections_.push_back(std::make_unique<Connection>(Connection{user, outcome, {}}));
  open(*connections_.back());
}

void LoadLoop::add_pausing(VirtualUser& user, Outcome& outcome, std::chrono::nanoseconds pause) {
  add(user, outcome);
  connections_.back()->pause = pause;
}

void LoadLoop::open(Connection& connection) {
  connection.socket = endpoint_.connect();
  connection.received.clear();
  connection.awaits_room = false;
  watch(connection, EPOLL_CTL_ADD, EPOLLIN);
}

void LoadLoop::run(const Schedule& schedule) {
  phase_ = Phase::WarmUp;
  const SteadyTime begin = now_ = std::chrono::steady_clock::now();
  advance(schedule, begin);
  for (const auto& connection : connections_) ask(*connection);
  while (in_flight_ > 0 || !pausing_.empty()) {
    wait_for_events();
    now_ = std::chrono::steady_clock::now();
    advance(schedule, begin);
    end_pauses();
    if (now_ - begin > schedule.warm_up + schedule.length + kLongestDrain) {
      throw std::runtime_error("requests stayed without an answer for a minute");
    }
  }
}

void LoadLoop::advance(const Schedule& schedule, SteadyTime begin) {
  if (phase_ == Phase::WarmUp && now_ - begin >= schedule.warm_up) {
    phase_ = Phase::Measure;
    if (schedule.on_begin) schedule.on_begin();
  }
  if (phase_ == Phase::Measure && now_ - begin >= schedule.warm_up + schedule.length) {
    phase_ = Phase::Drain;
    if (schedule.on_end) schedule.on_end();
  }
}

void LoadLoop::wait_for_events() {
  std::array<epoll_event, 256> events{};
  const int count = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), kWaitMilliseconds);
  for (int i = 0; i < count; ++i) {
    auto& connection = *static_cast<Connection*>(events[i].data.ptr);
    if (events[i].events & EPOLLOUT) send_rest(connection);
    if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) read_answer(connection);
  }
}

void LoadLoop::ask(Connection& connection) {
  if (phase_ == Phase::Drain) return;
  connection.unsent = connection.user.next_request();
  if (connection.unsent.empty()) return;
  connection.is_waiting = true;
  ++in_flight_;
  connection.asked = std::chrono::steady_clock::now();
  send_rest(connection);
}

void LoadLoop::ask_after_pause(Connection& connection) {
  if (connection.pause.count() == 0) return ask(connection);
  connection.pause_end = now_ + connection.pause;
  pausing_.push_back(&connection);
}

void LoadLoop::end_pauses() {
  while (!pausing_.empty() && (phase_ == Phase::Drain || pausing_.front()->pause_end <= now_)) {
    Connection& connection = *pausing_.front();
    pausing_.pop_front();
    ask(connection);
  }
}

void LoadLoop::send_rest(Connection& connection) {
  const auto sent = send(connection.socket.get(), connection.unsent.data(), connection.unsent.size(), MSG_NOSIGNAL);
  // A broken connection is found by the read that follows.
  if (sent < 0 && errno != EAGAIN) return;
  if (sent > 0) connection.unsent.remove_prefix(static_cast<std::size_t>(sent));
  const bool is_full = !connection.unsent.empty();
  if (is_full == connection.awaits_room) return;
  connection.awaits_room = is_full;
  watch(connection, EPOLL_CTL_MOD, is_full ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

void LoadLoop::read_answer(Connection& connection) {
  const auto count = recv(connection.socket.get(), buffer_.data(), buffer_.size(), 0);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) return reconnect(connection, count == 0 ? "the server closed the connection" : strerror(errno));
  if (!connection.is_waiting) return reconnect(connection, "an answer that nobody asked for");
  std::string_view bytes(buffer_.data(), static_cast<std::size_t>(count));
  if (!connection.received.empty()) bytes = connection.received.append(bytes);
  const auto answer = parse_answer(bytes);
  if (!answer) {
    if (connection.received.empty()) connection.received = bytes;
    return;
  }
  take_answer(connection, *answer);
}

void LoadLoop::take_answer(Connection& connection, const Answer& answer) {
  if (phase_ == Phase::Measure && connection.user.counts()) {
    Outcome& outcome = connection.outcome;
    outcome.latency.record(std::chrono::steady_clock::now() - connection.asked);
    const bool is_accepted = connection.user.accepts(answer);
    if (!is_accepted) ++outcome.errors;
    if (!is_accepted && outcome.first_error.empty()) {
      outcome.first_error = describe(answer);
    }
  }
  connection.user.receive(answer);
  connection.is_waiting = false;
  --in_flight_;
  connection.received.clear();
  if (answer.closes) open(connection);
  ask_after_pause(connection);
}

void LoadLoop::reconnect(Connection& connection, std::string_view why) {
  open(connection);
  if (!connection.is_waiting) return;
  ++connection.outcome.errors;
  if (connection.outcome.first_error.empty()) connection.outcome.first_error = why;
  connection.is_waiting = false;
  --in_flight_;
  ask_after_pause(connection);
}

void LoadLoop::watch(Connection& connection, int operation, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &connection;
  if (epoll_ctl(epoll_.get(), operation, connection.socket.get(), &event) != 0) {
    throw std::runtime_error(std::string("epoll_ctl: ") + strerror(errno));
  }
}

}  // namespace gotrue::bench
