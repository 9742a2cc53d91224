// The key pair that an instance signs its SAML requests with, as it is stored: made once, shared by all nodes.
#pragma once
#include <string>

#include "base/clock.hpp"
#include "base/uuid.hpp"

namespace gotrue {

struct SamlKey {
  Uuid instance_id;
  std::string certificate;  // PEM
  std::string sealed_key;   // the private key, sealed under a key derived from the JWT secret
  Time created_at{};
};

}  // namespace gotrue
