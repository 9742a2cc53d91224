// Middleware 3: tells log and trace when a request starts and completes (http-api.md "Logs"). Computes nothing without a
// listener.
#pragma once
#include <chrono>
#include <functional>
#include <string_view>

#include "base/clock.hpp"
#include "base/route.hpp"

namespace gotrue::http {

// The views live as long as the call.
struct RequestStart {
  const HttpRequest& http;  // for further headers
  std::string_view method;
  std::string_view path;      // as sent, with its prefix, without query
  std::string_view endpoint;  // without prefix
  std::string_view remote_addr;
  std::string_view referer;
  std::string_view request_id;
  std::string_view nf_client;
};

struct RequestCompletion {
  RequestStart request;
  int status = 0;
  std::chrono::nanoseconds duration{0};
  const LogFields& fields;  // what the handler added
};

// Called on I/O threads and on the threads of lanes. Either may be empty.
struct RequestListeners {
  std::function<void(const RequestStart&)> on_start;
  std::function<void(const RequestCompletion&)> on_complete;
};

// Immutable.
class AccessLog {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  AccessLog(RequestListeners listeners, const Clock& clock) : listeners_(std::move(listeners)), clock_(clock) {}

  // The moment to hand to complete().
  Moment start(const RequestScope& scope) const;
  void complete(const RequestScope& scope, int status, Moment started) const;

 private:
  RequestListeners listeners_;
  const Clock& clock_;
};

}  // namespace gotrue::http
