// Which addresses outgoing requests may reach: public ones, and the networks of GOTRUE_OUTBOUND_ALLOWED_NETWORKS
// (security.md 21).
#pragma once
#include <utility>
#include <vector>

#include "base/special_address.hpp"

namespace gotrue {

class AddressPolicy {
 public:
  explicit AddressPolicy(std::vector<IpNetwork> allowed) : allowed_(std::move(allowed)) {}

  bool allows(const IpAddress& address) const {
    for (const IpNetwork& network : allowed_) {
      if (network.contains(address)) return true;
    }
    return !is_special_address(address);
  }

 private:
  std::vector<IpNetwork> allowed_;
};

}  // namespace gotrue
