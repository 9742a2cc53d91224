#include "measure_load.hpp"

#include <time.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace gotrue::bench {
namespace {

constexpr std::chrono::nanoseconds kLongestWarmUp = std::chrono::milliseconds(500);
constexpr double kBusy = 0.9;

std::chrono::nanoseconds own_cpu_time() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

// The clocks at both ends of the measured time, then their differences.
struct Clocks {
  SteadyTime wall;
  std::chrono::nanoseconds server{0};
  std::chrono::nanoseconds generator{0};
  std::chrono::nanoseconds both_cores{0};

  static Clocks read(const ServerProcess* process, const CorePair& cores) {
    return {std::chrono::steady_clock::now(), process ? process->cpu_time() : std::chrono::nanoseconds{0},
            own_cpu_time(), busy_time(cores.server) + busy_time(cores.generator)};
  }
};

struct Usage {
  double seconds = 0;
  double server_seconds = 0;
  double generator_seconds = 0;
  double others_seconds = 0;
};

double in_seconds(std::chrono::nanoseconds duration) { return std::chrono::duration<double>(duration).count(); }

Usage usage_between(const Clocks& begin, const Clocks& end) {
  const auto ours = end.server - begin.server + end.generator - begin.generator;
  return {in_seconds(end.wall - begin.wall), in_seconds(end.server - begin.server),
          in_seconds(end.generator - begin.generator),
          std::max(0.0, in_seconds(end.both_cores - begin.both_cores - ours))};
}

Row make_row(std::string name, const Outcome& outcome, const Usage& usage) {
  Row row;
  row.name = std::move(name);
  row.value = format_rate(static_cast<double>(outcome.latency.total()) / usage.seconds);
  row.errors = std::to_string(outcome.errors);
  row.generator_share = format_percent(usage.generator_seconds / usage.seconds);
  if (outcome.latency.total() == 0) return row;
  row.p50 = format_duration(outcome.latency.at(0.50));
  row.p99 = format_duration(outcome.latency.at(0.99));
  return row;
}

void add_server_use(Row& row, const Scenario& scenario, const Outcome& outcome, const Usage& usage) {
  row.server_share = format_percent(usage.server_seconds / usage.seconds);
  row.others_share = format_percent(usage.others_seconds / usage.seconds);
  // Beside logins the server's time is mostly that of the hashes.
  if (outcome.latency.total() == 0 || scenario.beside_logins) return;
  const double per_request = usage.server_seconds / static_cast<double>(outcome.latency.total());
  row.cpu_per_request = format_duration(std::chrono::nanoseconds(static_cast<std::int64_t>(per_request * 1e9)));
}

// Says why a figure may be lower than what the server can do.
void add_notes(std::string_view name, const Outcome& outcome, const Usage& usage, Report& report) {
  if (outcome.errors > 0) report.add_note(std::string(name) + ": first error: " + outcome.first_error);
  if (usage.generator_seconds > kBusy * usage.seconds && usage.server_seconds < kBusy * usage.seconds) {
    report.add_note(std::string(name) + ": the generator was the bottleneck");
  }
}

}  // namespace

void measure_load(const Scenario& scenario, const Stage& stage, const ServerProcess* server,
                  const LoadOptions& options, Report& report) {
  std::vector<std::unique_ptr<VirtualUser>> users;
  const auto outcome = std::make_unique<Outcome>();
  const auto logins = std::make_unique<Outcome>();
  LoadLoop loop(stage.endpoint);
  const int connections = scenario.connections > 0 ? scenario.connections : options.connections;
  for (int i = 0; i < connections; ++i) {
    users.push_back(scenario.make_user(stage, static_cast<std::size_t>(i)));
    loop.add_pausing(*users.back(), *outcome, scenario.pause);
  }
  for (std::size_t i = 0; scenario.beside_logins && i < kWaitingLogins; ++i) {
    users.push_back(make_log_in_user(stage, i));
    loop.add(*users.back(), *logins);
  }
  Clocks begin;
  Clocks end;
  loop.run({std::min(kLongestWarmUp, options.length / 10), options.length,
            [&] { begin = Clocks::read(server, options.cores); }, [&] { end = Clocks::read(server, options.cores); }});

  const Usage usage = usage_between(begin, end);
  Row row = make_row(std::string(scenario.name), *outcome, usage);
  row.target = scenario.target;
  if (server) add_server_use(row, scenario, *outcome, usage);
  report.add(row);
  if (scenario.beside_logins) report.add(make_row("  the logins", *logins, usage));
  if (scenario.pause.count() > 0) {
    report.add_note("paced and beside logins: a connection pauses " + std::to_string(scenario.pause.count()) +
                    " ms between its requests; 64 others log in without pause");
  }
  if (scenario.signs_in_externally && scenario.connections > 0) {
    report.add_note(std::string(scenario.name) +
                    ": one connection; the time holds three exchanges with a provider that answers at once,\n"
                    "the CPU is that of /authorize too");
  }
  add_notes(scenario.name, *outcome, usage, report);
}

}  // namespace gotrue::bench
