// One event loop (epoll) with its own listening socket, connections and timers. A connection never leaves it.
#pragma once
#include <sys/epoll.h>

#include <atomic>
#include <deque>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "http/connection.hpp"
#include "http/deadline_queue.hpp"
#include "http/response_writer.hpp"

namespace gotrue::http {

// What the I/O threads of a server share.
struct SharedState {
  std::atomic<int> open_connections{0};
  int max_connections = 0;
  std::atomic<std::size_t> held_bytes{0};  // of requests that wait for their rest or for an answer
  std::size_t max_held = 0;
};

// start(), stop() and join() are for the server's thread; everything else runs on the thread itself.
class IoThread {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // Throws std::system_error when the kernel gives no epoll or eventfd.
  IoThread(UniqueFd listener, std::shared_ptr<const RequestPipeline> pipeline, const ServerOptions& options,
           const Clock& clock, SharedState& shared);

  void start();
  // Stops accepting and ends when nothing runs any more, at `deadline` at the latest.
  void stop(Moment deadline);
  void join();

 private:
  struct Slot {
    Connection connection;
    std::uint32_t generation = 0;
    std::uint32_t armed_round = 0;
    std::size_t held_bytes = 0;  // its part of the shared sum
    Phase armed_phase = Phase::Closed;
    bool is_taken = false;
    bool has_turn = false;
  };

  void run();
  bool is_finished() const;
  int wait_time() const;
  void read_clock();
  void on_event(const epoll_event& event);
  void accept_all();
  bool accept_one();
  void add_connection(UniqueFd fd, const Peer& peer);
  void deliver_answers();
  void give_turns();
  void look_at_deadlines();
  void begin_stop();
  void watch_listener(bool is_watched);
  Slot* find(ConnectionId id);
  std::uint32_t take_slot();
  void settle(std::uint32_t index);
  void release(std::uint32_t index);
  void count_held(Slot& slot);
  void look_at_crowd();

  const Clock& clock_;
  const Timeouts timeouts_;
  const ParserLimits limits_;
  SharedState& shared_;
  const std::shared_ptr<const RequestPipeline> pipeline_;
  const std::shared_ptr<Mailbox> mailbox_;
  UniqueFd epoll_;
  UniqueFd listener_;
  std::vector<char> scratch_;
  ConnectionContext context_;
  DateText date_;
  DeadlineQueue deadlines_;
  std::deque<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  std::vector<std::uint32_t> turns_;
  std::size_t open_ = 0;
  Moment now_;
  Moment next_look_;
  bool is_accepting_ = true;  // false while there are no descriptors left
  std::atomic<bool> stop_requested_{false};
  Moment stop_deadline_;  // written before stop_requested_
  std::thread thread_;
};

}  // namespace gotrue::http
