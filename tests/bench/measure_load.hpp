// Runs one scenario and makes its row.
#pragma once
#include <chrono>

#include "core_time.hpp"
#include "report.hpp"
#include "scenarios.hpp"
#include "server_process.hpp"

namespace gotrue::bench {

struct LoadOptions {
  std::chrono::nanoseconds length{0};
  int connections = 0;
  CorePair cores;
};

// `server` is the process behind the stage's endpoint, or nullptr when it is not ours.
void measure_load(const Scenario& scenario, const Stage& stage, const ServerProcess* server,
                  const LoadOptions& options, Report& report);

}  // namespace gotrue::bench
