// Which addresses outgoing requests may reach: public ones, and the networks of GOTRUE_OUTBOUND_ALLOWED_NETWORKS
// (security.md 21).
#pragma once
#include <utility>
#include <vector>

#include "base/ip_address.hpp"

namespace gotrue {

class AddressPolicy {
 public:
  explicit AddressPolicy(std::vector<Cidr> allowed) : allowed_(std::move(allowed)) {}

  bool allows(const IpAddress& address) const {
    for (const Cidr& network : allowed_) {
      if (network.contains(address)) return true;
    }
    return !address.is_private_or_special();
  }

 private:
  std::vector<Cidr> allowed_;
};

}  // namespace gotrue
