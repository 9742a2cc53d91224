// The deadlines of the connections of one I/O thread. All connections of a phase have the same time, so a list per
// phase is in the order of its deadlines: arming is O(1), and looking costs what is due.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "http/server_options.hpp"

namespace gotrue::http {

// What a connection waits for.
enum class Phase : std::uint8_t { Idle, Head, Body, Working, Outbound, Writing, Lingering, Closed };

// Connections are named by their slot. Of one thread.
class DeadlineQueue {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  explicit DeadlineQueue(const Timeouts& timeouts);

  // Starts the time of `phase` anew, whatever ran before.
  void arm(std::uint32_t slot, Phase phase, Moment now);
  void disarm(std::uint32_t slot);
  // One slot whose time is over, disarmed; nullopt when there is none.
  std::optional<std::uint32_t> take_expired(Moment now);

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;
  static constexpr std::size_t kPhases = static_cast<std::size_t>(Phase::Closed);
  struct Node {
    Moment deadline;
    std::uint32_t previous = kNone;
    std::uint32_t next = kNone;
    Phase phase = Phase::Closed;  // not armed
  };
  struct List {
    std::chrono::milliseconds duration;
    std::uint32_t first = kNone;
    std::uint32_t last = kNone;
  };

  std::array<List, kPhases> lists_;
  std::vector<Node> nodes_;
};

}  // namespace gotrue::http
