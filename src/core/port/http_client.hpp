// Requests to the outside world: templates, and later hooks and providers.
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
  std::chrono::milliseconds timeout{5'000};
};

struct OutboundResponse {
  int status = 0;
  std::string body;
};

// Thread-safe; blocks its caller at most for the request's time-out.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  // Any status is a response. Error: Internal with `internal` set, when no answer came, it was over 1 MiB, redirected
  // too often, or its address is not allowed (security.md 21).
  virtual Result<OutboundResponse> send(const OutboundRequest& request) = 0;
};

}  // namespace gotrue
