// An http::Server on a free port of the loopback with a small dialect of its own. Time stands still until a test
// advances the clock; a lane works until a test opens its gate.
#pragma once
#include <gtest/gtest.h>

#include <condition_variable>
#include <memory>
#include <mutex>

#include "client.hpp"
#include "fake_clock.hpp"
#include "http/server.hpp"
#include "http/thread_lane.hpp"
#include "seeded_random.hpp"

namespace gotrue::http {

// Holds those who enter until it is opened, then lets everybody pass.
class Gate {
 public:
  void enter();
  void open();
  // Lets the one pass that came first, and nobody else.
  void let_pass_first();
  // Returns when so many have entered since the beginning.
  void await_entered(int count);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int entered_ = 0;
  bool is_first_free_ = false;
  bool is_open_ = false;
};

// Routes: GET /hello; POST /echo and POST /echo-later (on the lane); GET /at-once/{} and GET /later/{} (on the lane) answer what stands at {}; GET /held/{}
// waits on the lane for the gate first, GET /held-outbound/{} on the lane of outgoing requests; GET /large answers kLargeSize bytes; GET /throw and GET /throw-later throw.
class ServerFixture : public ::testing::Test {
 protected:
  static constexpr std::size_t kLargeSize = 8 * 1024 * 1024;

  ServerFixture();
  ~ServerFixture() override;

  // With options_ and lane_options_ as they are then.
  void start();
  Client connect() const { return Client(server_->port()); }
  // Returns when the only I/O thread has seen what was sent before.
  void await_server();

  static std::string large_text();

  FakeClock clock_;
  SeededRandom random_;
  Gate gate_;
  ServerOptions options_;
  ThreadLaneOptions lane_options_;
  std::unique_ptr<ThreadLane> lane_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<Client> probe_;

 private:
  Dialect make_dialect();
};

}  // namespace gotrue::http
