// gotrue_bench: the load generator of scripts/bench. Measures a server that it starts (--server) or one that runs
// (--url). Its exit code says whether it could measure, never how fast the server is.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "core_time.hpp"
#include "measure_load.hpp"
#include "measure_process.hpp"
#include "stand_in_provider.hpp"

namespace gotrue::bench {
namespace {

struct Options {
  std::string url;
  std::string server;
  std::string directory = ".";
  int seconds = 5;
  int connections = 64;
  std::string only;
  CorePair cores;
};

std::vector<std::string> list_names() {
  std::vector<std::string> names{"start", "memory"};
  for (const Scenario& scenario : list_scenarios()) names.emplace_back(scenario.name);
  return names;
}

void declare_options(CLI::App& app, Options& options) {
  auto* const url = app.add_option("--url", options.url, "Measure the server at http://host:port");
  auto* const server = app.add_option("--server", options.server, "Start and measure this program");
  url->excludes(server);
  app.add_option("--directory", options.directory, "Where the server that is started keeps its files");
  app.add_option("--seconds", options.seconds, "Time per scenario")->check(CLI::Range(1, 3600))->capture_default_str();
  app.add_option("--connections", options.connections, "Connections, each with one request in flight")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  app.add_option("--only", options.only, "Measure only this")->check(CLI::IsMember(list_names()));
}

bool is_wanted(const Options& options, std::string_view name) { return options.only.empty() || options.only == name; }

std::string describe(const Options& options) {
  const std::string head = "gotrue bench: " + std::to_string(options.seconds) + " s per scenario, " +
                           std::to_string(options.connections) + " connections, ";
  if (!options.url.empty()) return head + "server at " + options.url;
  const char* database = std::getenv("GOTRUE_BENCH_DATABASE_NAME");
  const std::string settings = head + "log level warn, " + (database ? database : "SQLite") + ", bcrypt cost 10";
  const auto& [server_core, generator_core] = options.cores;
  if (!server_core) return settings + ", server and generator on one core";
  return settings + ",\nserver on core " + std::to_string(*server_core) + ", generator on core " +
         std::to_string(*generator_core);
}

bool wants_level(const Options& options, std::string_view log_level) {
  const auto scenarios = list_scenarios();
  return std::any_of(scenarios.begin(), scenarios.end(), [&](const Scenario& scenario) {
    return scenario.log_level == log_level && is_wanted(options, scenario.name);
  });
}

// The scenarios for a server that logs at `log_level`; `server` is nullptr when it is not ours.
void run_scenarios(const Stage& stage, const ServerProcess* server, std::string_view log_level,
                   const Options& options, Report& report) {
  const LoadOptions load{std::chrono::seconds(options.seconds), options.connections, options.cores};
  for (const Scenario& scenario : list_scenarios()) {
    if (scenario.log_level != log_level || !is_wanted(options, scenario.name)) continue;
    if (scenario.signs_in_externally && !server) continue;
    measure_load(scenario, stage, server, load, report);
  }
}

void measure_running_server(const Options& options, Report& report) {
  const Endpoint endpoint(options.url);
  Accounts accounts = prepare_accounts(endpoint, options.connections);
  run_scenarios({endpoint, accounts}, nullptr, "warn", options, report);
}

void measure_own_server(const Options& options, Report& report) {
  const StandInProvider provider(options.cores.generator);
  ServerStart start{options.server, options.directory, "warn", options.cores.server, provider.url()};
  if (is_wanted(options, "start")) measure_start(start, report);
  if (is_wanted(options, "memory")) measure_memory(ServerProcess(start), report);
  for (const std::string_view log_level : {"warn", "info"}) {
    if (!wants_level(options, log_level)) continue;
    start.log_level = log_level;
    const ServerProcess server(start);
    Accounts accounts = prepare_accounts(server.endpoint(), options.connections);
    run_scenarios({server.endpoint(), accounts}, &server, log_level, options, report);
  }
}

// A thousand connections and more are open at once.
void allow_many_files() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int run(int argument_count, char** arguments) {
  Options options;
  CLI::App app("Measures a user-management server; exactly one of --url and --server");
  declare_options(app, options);
  CLI11_PARSE(app, argument_count, arguments);
  if (options.url.empty() && options.server.empty()) throw std::runtime_error("--url or --server is needed");
  allow_many_files();
  if (options.url.empty()) options.cores = choose_cores();
  pin_to_core(options.cores.generator);
  Report report;
  report.begin(describe(options));
  if (options.url.empty()) {
    measure_own_server(options, report);
  } else {
    measure_running_server(options, report);
  }
  report.end();
  return 0;
}

}  // namespace
}  // namespace gotrue::bench

int main(int argument_count, char** arguments) {
  try {
    return gotrue::bench::run(argument_count, arguments);
  } catch (const std::exception& error) {
    std::cerr << "gotrue_bench: " << error.what() << std::endl;
    return 1;
  }
}
