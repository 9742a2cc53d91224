// How many processors this process may use.
#pragma once

namespace gotrue {

// At least 1. What the affinity of the process leaves, not what the machine has.
unsigned usable_cores();

}  // namespace gotrue
