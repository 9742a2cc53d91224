// Time that passes, for tests of waits.
#pragma once
#include "base/clock.hpp"

namespace gotrue {

class RealClock final : public Clock {
 public:
  Time now() const override {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
  Monotonic monotonic() const override { return std::chrono::steady_clock::now(); }
};

}  // namespace gotrue
