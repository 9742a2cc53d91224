// The load: connections that each carry one virtual user, who asks again when the answer is there, at once or after
// a pause. One thread, one request in flight per connection.
#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "answer.hpp"
#include "endpoint.hpp"
#include "histogram.hpp"

namespace gotrue::bench {

using SteadyTime = std::chrono::steady_clock::time_point;

class VirtualUser {
 public:
  virtual ~VirtualUser() = default;
  // The whole text of the next request, valid until its answer; empty when there is nothing more to ask.
  virtual std::string_view next_request() = 0;
  virtual void receive(const Answer&) {}
  // Whether the answer that comes now is one of those that are measured, and whether it is as wanted.
  virtual bool counts() const { return true; }
  virtual bool accepts(const Answer& answer) const { return answer.is_success(); }
};

// What came back within the measured time.
struct Outcome {
  Histogram latency;         // of every answer
  std::uint64_t errors = 0;  // answers other than wanted, and connections that broke
  std::string first_error;
};

struct Schedule {
  std::chrono::nanoseconds warm_up{0};
  std::chrono::nanoseconds length{0};
  std::function<void()> on_begin = {};  // when measuring begins, and when it ends
  std::function<void()> on_end = {};
};

// Owns its connections, which stay open until it goes. Refers to the endpoint, the users and the outcomes.
class LoadLoop {
 public:
  explicit LoadLoop(const Endpoint& endpoint);
  ~LoadLoop();

  // Opens a connection for `user`. Several may share an outcome.
  void add(VirtualUser& user, Outcome& outcome);
  // The same, with a pause before each request but the first. One length of pause per loop.
  void add_pausing(VirtualUser& user, Outcome& outcome, std::chrono::nanoseconds pause);

  // Returns when the schedule is over and the requests in flight then are answered (so that no token is lost on
  // the way), or when no user has anything to ask. Throws when an answer cannot be read or takes over a minute.
  void run(const Schedule& schedule);

 private:
  struct Connection;
  void open(Connection& connection);
  void ask(Connection& connection);
  void ask_after_pause(Connection& connection);
  void end_pauses();
  void send_rest(Connection& connection);
  void read_answer(Connection& connection);
  void take_answer(Connection& connection, const Answer& answer);
  void reconnect(Connection& connection, std::string_view why);
  void watch(Connection& connection, int operation, std::uint32_t events);
  void wait_for_events();
  void advance(const Schedule& schedule, SteadyTime begin);

  enum class Phase { WarmUp, Measure, Drain };
  const Endpoint& endpoint_;
  const http::UniqueFd epoll_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::string buffer_;
  Phase phase_ = Phase::WarmUp;
  SteadyTime now_;
  std::deque<Connection*> pausing_;  // in the order of their ends
  std::size_t in_flight_ = 0;
};

}  // namespace gotrue::bench
