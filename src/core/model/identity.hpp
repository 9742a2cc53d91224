// An account at an external provider that signs a user in, keyed by provider and subject.
#pragma once
#include <string>

#include "base/clock.hpp"
#include "base/uuid.hpp"

namespace gotrue {

struct Identity {
  Uuid id;
  Uuid instance_id;
  Uuid user_id;
  std::string provider;
  std::string subject;  // the provider's id of the account
  std::string email;    // as the provider gave it
  Time created_at{};
  Time last_sign_in_at{};
};

}  // namespace gotrue
