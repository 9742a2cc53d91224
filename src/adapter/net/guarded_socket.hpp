// Opens libcurl's sockets only to addresses that the policy allows (security.md 21).
#pragma once
#include "adapter/net/address_policy.hpp"
#include "adapter/net/curl_library.hpp"

namespace gotrue {

// Outlives the transfer.
struct GuardedSocket {
  const AddressPolicy& policy;
  bool was_refused = false;  // an address was not allowed
};

void guard_addresses(const CurlLibrary& curl, CURL* handle, GuardedSocket& guard);

}  // namespace gotrue
