// The requests of one sign-in to one provider: a bounded time for all of them together, no redirect that would carry
// credentials elsewhere, nothing but 2xx is an answer.
#pragma once
#include <chrono>
#include <string>

#include "base/clock.hpp"
#include "core/port/http_client.hpp"

namespace gotrue {

// For one sign-in, on one thread.
class ProviderCalls {
 public:
  ProviderCalls(HttpClient& client, const Clock& clock);

  // `request` within what is left of the time.
  Result<OutboundResponse> send(OutboundRequest request) const;
  // The body of a 2xx answer to GET. Error: ExternalAccountUnreadable.
  Result<std::string> get(const std::string& url, const std::string& access_token) const;

 private:
  HttpClient& client_;
  const Clock& clock_;
  const Monotonic deadline_;
};

}  // namespace gotrue
