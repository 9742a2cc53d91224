#include "adapter/provider/provider_calls.hpp"

#include <algorithm>

#include "adapter/provider/json_member.hpp"

namespace gotrue {
namespace {

constexpr std::chrono::milliseconds kOneRequest{5'000};
constexpr std::chrono::milliseconds kAllRequests{10'000};

}  // namespace

ProviderCalls::ProviderCalls(HttpClient& client, const Clock& clock)
    : client_(client), clock_(clock), deadline_(clock.monotonic() + kAllRequests) {}

Result<OutboundResponse> ProviderCalls::send(OutboundRequest request) const {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - clock_.monotonic());
  request.timeout = std::max(std::chrono::milliseconds(1), std::min(left, kOneRequest));
  request.max_redirects = 0;
  request.fields.emplace_back("Accept", "application/json");
  request.fields.emplace_back("User-Agent", "gotrue");  // GitHub asks for one
  return client_.send(request);
}

Result<std::string> ProviderCalls::get(const std::string& url, const std::string& access_token) const {
  OutboundRequest request;
  request.url = url;
  if (!access_token.empty()) request.fields.emplace_back("Authorization", "Bearer " + access_token);
  const auto response = send(std::move(request));
  if (!response) return unreadable("the provider gave no answer: " + response.error().internal);
  if (response->status < 200 || response->status > 299) {
    return unreadable("the provider answered with status " + std::to_string(response->status));
  }
  return std::move(response->body);
}

}  // namespace gotrue
