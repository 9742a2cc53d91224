// The HTTP edge: serves a Dialect on event-driven connections. The composition root makes one, starts it and stops
// it; nothing else of http is used from outside but ServerOptions, Collaborators and ThreadLane.
//
// The life of a request (the order is fixed; steps 3 to 7 are RequestPipeline):
//
//   socket ── 1 IoThread: epoll, accept, timers        (one thread per core, SO_REUSEPORT; a connection never moves)
//         └── 2 Connection + RequestParser: bytes -> HttpRequest     400, 408, 413, 431 end the connection here
//               3 Router: which resource, parameters, prefix         (answers nothing yet)
//               4 RequestId, ClientAddress: who asks, under which id
//               5 AccessLog: on_start
//               ┌ ErrorBoundary ─────────────────────────────────────────────────────────────────────────┐
//               │ 6 Cors: answers a preflight                                     204                    │
//               │   then, of the route:                                           404, 405 with Allow    │
//               │   RateLimit by endpoint and client address                      429 with Retry-After   │
//               │ 7 Lane: Inline runs here; the others become a RequestJob with   503 with Retry-After   │
//               │   its own copy of the request ── LaneExecutor ── run, finish    when the queue is full │
//               └────────────────────────────────────────────────────────────────────────────────────────┘
//               8 Cors adds its fields, AccessLog: on_complete       (on the thread that made the answer)
//         ┌── 9 Mailbox: an answer of a job goes back to its I/O thread; dropped when the client is gone
//   socket ── 10 Connection: response bytes, keep-alive or close
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/route.hpp"
#include "http/server_options.hpp"

namespace gotrue::http {

class IoThread;
class RequestPipeline;
struct SharedState;

// start(), stop() and the destructor are for one thread.
class Server {
 public:
  Server(ServerOptions options, Dialect dialect, Collaborators collaborators);
  // Stops at once.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Raises the limit on open files, binds and serves. The error is one line for the operator.
  tl::expected<void, std::string> start();
  // The bound port; 0 before start().
  int port() const { return port_; }
  // Accepts no more, closes idle connections, lets running requests finish within `grace` and ends the threads.
  // Jobs that run longer may still finish in their lanes; their answers are dropped. A second call does nothing.
  void stop(std::chrono::milliseconds grace);

 private:
  int count_io_threads() const;
  void warn_of_room() const;

  const ServerOptions options_;
  const Clock& clock_;
  const std::function<void(std::string_view)> warn_;
  const std::shared_ptr<const RequestPipeline> pipeline_;
  const std::unique_ptr<SharedState> shared_;
  std::vector<std::unique_ptr<IoThread>> threads_;
  int port_ = 0;
};

}  // namespace gotrue::http
