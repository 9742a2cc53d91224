// The figures of the process itself: resident memory and the time until it serves.
#pragma once
#include "report.hpp"
#include "server_process.hpp"

namespace gotrue::bench {

// Of a server that has just started, and then of the same one with 1,000 open connections that were used once.
void measure_memory(const ServerProcess& server, Report& report);

// From exec to the first 200 of /health, ten times each with a new and with an existing database. Uses
// directories below `start.directory`.
void measure_start(const ServerStart& start, Report& report);

}  // namespace gotrue::bench
