// HttpClient over libcurl with the address policy, limits and time-outs of security.md 21. Takes no proxy from the
// environment.
#pragma once
#include "adapter/net/address_policy.hpp"
#include "adapter/net/curl_handle_pool.hpp"
#include "core/port/http_client.hpp"

namespace gotrue {

class CurlHttpClient final : public HttpClient {
 public:
  explicit CurlHttpClient(AddressPolicy policy) : policy_(std::move(policy)) {}
  Result<OutboundResponse> send(const OutboundRequest& request) override;

 private:
  const AddressPolicy policy_;
  CurlHandlePool handles_;
};

}  // namespace gotrue
