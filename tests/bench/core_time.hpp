// Cores: which the server and the generator get, and how busy they were with anything at all, so that a figure taken
// on a machine that others use at the same time can be told from one that was not.
#pragma once
#include <chrono>
#include <optional>

namespace gotrue::bench {

// The first two cores that this process may use. Empty on a single core.
struct CorePair {
  std::optional<int> server;
  std::optional<int> generator;
};
CorePair choose_cores();

void pin_to_core(std::optional<int> core);

// The time that the core has spent busy since the machine started, whoever used it; zero without a core.
std::chrono::nanoseconds busy_time(std::optional<int> core);

}  // namespace gotrue::bench
