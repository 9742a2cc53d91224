// What a server is told and given when it is made. The composition root fills both.
#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ip_network.hpp"
#include "base/lane_executor.hpp"
#include "base/random.hpp"
#include "http/middleware/access_log.hpp"
#include "http/middleware/error_boundary.hpp"
#include "http/middleware/rate_limit.hpp"
#include "http/request_parser.hpp"

namespace gotrue::http {

// How long a connection may stay in each phase.
struct Timeouts {
  std::chrono::milliseconds idle = std::chrono::seconds(75);    // between requests
  std::chrono::milliseconds head = std::chrono::seconds(10);    // from the first byte of a request to its body
  std::chrono::milliseconds body = std::chrono::seconds(10);    // for the next `least_progress` bytes of a body
  std::chrono::milliseconds write = std::chrono::seconds(10);   // for the next `least_progress` bytes of an answer
  std::chrono::milliseconds answer = std::chrono::seconds(60);  // for the work of a lane; then ServerBusy
  std::chrono::milliseconds outbound = std::chrono::seconds(60);  // the same for Lane::Outbound
  std::chrono::milliseconds linger = std::chrono::seconds(2);   // for the client to read a refusal
  std::size_t least_progress = 10 * 1024;
  std::chrono::milliseconds resolution{250};  // how often they are looked at
};

struct ServerOptions {
  std::string host;  // empty: all interfaces
  int port = 8081;   // 0: any free port
  int io_threads = 0;           // 0: one per core that the process may use
  int max_connections = 20'000; // at most; the limit on open files may lower it
  std::vector<std::string> path_prefixes = {"/.netlify/identity"};
  std::string request_id_header;
  std::vector<std::string> credential_origins;  // of CORS
  std::optional<std::vector<IpNetwork>> trusted_proxies;
  ParserLimits limits;
  Timeouts timeouts;
  // Of all requests together that have not been answered. When they hold more, those that hold much are refused: a crowd
  // of slow senders does not take the memory.
  std::size_t max_held = 256 * 1024 * 1024;
};

// What the server calls. References and pointers must outlive the server; executors also must have finished all
// their jobs before what the handlers use goes. A lane without executor runs on the I/O threads.
struct Collaborators {
  const Clock& clock;
  Random& random;
  LaneExecutor* read = nullptr;
  LaneExecutor* write = nullptr;
  LaneExecutor* blocking = nullptr;
  LaneExecutor* outbound = nullptr;
  LimitCheck check_limit = {};
  ExceptionClassifier classify_exception = {};
  RequestListeners listeners = {};
  std::function<void(std::string_view line)> warn = {};
};

}  // namespace gotrue::http
