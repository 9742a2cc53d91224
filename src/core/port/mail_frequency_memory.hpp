// Remembers in bounded memory when a recovery mail was asked for at an address that has no account, so that
// /recover answers alike for known and unknown addresses (http-api.md /recover).
#pragma once
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/uuid.hpp"

namespace gotrue {

// Thread-safe.
class MailFrequencyMemory {
 public:
  virtual ~MailFrequencyMemory() = default;
  // When this address was last asked for.
  virtual std::optional<Time> find_last(const Uuid& instance_id, std::string_view normal_email) const = 0;
  // Records `now` when the last time is before `not_after` (or unknown) and returns true; else returns false
  // and changes nothing. One atomic step.
  virtual bool try_set(const Uuid& instance_id, std::string_view normal_email, Time now, Time not_after) = 0;
};

}  // namespace gotrue
