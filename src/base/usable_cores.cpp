#include "base/usable_cores.hpp"

#include <sched.h>

namespace gotrue {

unsigned usable_cores() {
  cpu_set_t usable;
  CPU_ZERO(&usable);
  if (::sched_getaffinity(0, sizeof usable, &usable) != 0) return 1;
  const int count = CPU_COUNT(&usable);
  return count > 0 ? static_cast<unsigned>(count) : 1;
}

}  // namespace gotrue
