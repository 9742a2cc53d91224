// Time comes from here alone, so that a test can set it. The system clock is read in adapter/system.
#pragma once
#include <chrono>

namespace gotrue {

// A moment in UTC, in microseconds since 1970.
using Time = std::chrono::sys_time<std::chrono::microseconds>;
// A moment of the clock that never goes back.
using Monotonic = std::chrono::steady_clock::time_point;

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  // Wall time in UTC.
  virtual Time now() const = 0;
  // Time that never goes back, for limits and time-outs; its zero means nothing.
  virtual std::chrono::steady_clock::time_point monotonic() const = 0;
};

}  // namespace gotrue
