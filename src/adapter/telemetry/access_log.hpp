// The lines of a request: `request started`, `request completed` and, at a login, `Login` (http-api.md "Logs"). The
// composition root hands them to the HTTP server as callbacks.
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/port/logger.hpp"

namespace gotrue {

struct AccessLogRequest {
  std::string_view method;
  std::string_view path;      // as sent, without the query
  std::string_view endpoint;  // the path without prefix, which tells /health
  std::string_view remote_addr;
  std::string_view referer;
  std::string_view request_id;
  std::string_view nf_client;  // X-Nf-Client
};

struct AccessLogAnswer {
  int status = 0;
  std::chrono::nanoseconds duration{0};
  // user_id, instance_id, provider, error, ... as the handler knows them; login_method makes a metering line.
  const std::vector<std::pair<std::string, std::string>>& fields;
};

// Thread-safe as its logger, which outlives it. /health is not logged.
class AccessLog {
 public:
  explicit AccessLog(Logger& logger) : logger_(logger) {}
  void log_started(const AccessLogRequest& request) const;
  void log_completed(const AccessLogRequest& request, const AccessLogAnswer& answer) const;

 private:
  bool writes(const AccessLogRequest& request) const;
  void meter(const AccessLogRequest& request, const AccessLogAnswer& answer) const;

  Logger& logger_;
};

}  // namespace gotrue
