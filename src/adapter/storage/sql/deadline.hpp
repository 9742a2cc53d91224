// The moment by which a call of the storage is over; every wait for the server inside it is shorter than what is left.
#pragma once
#include <algorithm>
#include <chrono>

#include "base/clock.hpp"

namespace gotrue::sql {

struct Deadline {
  const Clock* clock = nullptr;
  Monotonic at{};

  std::chrono::milliseconds left() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(at - clock->monotonic());
  }
  bool is_over() const { return left() <= std::chrono::milliseconds(0); }
  // `longest`, or what is left if that is less; never nothing, so that an answer that is there already is read.
  std::chrono::milliseconds cap(std::chrono::milliseconds longest) const {
    return std::clamp(left(), std::chrono::milliseconds(1), longest);
  }
  // Whether there is time for a pause and what comes after it.
  bool allows(std::chrono::milliseconds pause) const { return pause < left(); }
};

}  // namespace gotrue::sql
