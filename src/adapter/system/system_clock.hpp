// The real clock, and the one place besides the transport where the system clock is read.
#pragma once
#include "base/clock.hpp"

namespace gotrue {

// Stateless.
class SystemClock final : public Clock {
 public:
  Time now() const override;
  std::chrono::steady_clock::time_point monotonic() const override;
};

}  // namespace gotrue
