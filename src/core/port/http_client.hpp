// Requests to the outside world: templates, hooks, providers.
#pragma once
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace gotrue {

struct OutboundRequest {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;
  std::chrono::milliseconds timeout{5'000};  // for all of it, redirects included
  // 301, 302, 307 and 308 repeat the request as it is; the answer to one more is handed back like any other.
  int max_redirects = 3;
  // An answer over 1 MiB is cut there instead of refused.
  bool cuts_long_answers = false;
};

struct OutboundResponse {
  int status = 0;
  std::string body;
  bool is_cut = false;
};

// Thread-safe; blocks its caller at most for the request's time-out.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  // Any status is a response. Errors, with `internal` set: OutboundTimedOut; OutboundUnreachable when no connection
  // stood or it broke, or the address is not allowed (security.md 21), redirects included; OutboundTooLarge for an
  // answer over 1 MiB; Internal for what is no http or https URL.
  virtual Result<OutboundResponse> send(const OutboundRequest& request) = 0;
};

}  // namespace gotrue
