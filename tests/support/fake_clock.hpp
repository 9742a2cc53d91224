// A clock that a test sets.
#pragma once
#include <atomic>

#include "base/clock.hpp"

namespace gotrue {

class FakeClock final : public Clock {
 public:
  explicit FakeClock(Time start = Time(std::chrono::seconds(1'700'000'000))) : now_(start.time_since_epoch().count()) {}
  Time now() const override { return Time(std::chrono::microseconds(now_.load())); }
  std::chrono::steady_clock::time_point monotonic() const override {
    return std::chrono::steady_clock::time_point(std::chrono::microseconds(now_.load()));
  }
  void advance(std::chrono::microseconds by) { now_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_;
};

}  // namespace gotrue
