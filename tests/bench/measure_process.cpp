#include "measure_process.hpp"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "load_loop.hpp"

namespace gotrue::bench {
namespace {

constexpr int kStarts = 10;
constexpr int kOpenConnections = 1'000;
constexpr std::chrono::milliseconds kSettlingTime{300};

class AskHealthOnce : public VirtualUser {
 public:
  explicit AskHealthOnce(const Endpoint& endpoint) : request_(endpoint.get("/health")) {}
  std::string_view next_request() override { return is_answered_ ? std::string_view() : request_; }
  void receive(const Answer&) override { is_answered_ = true; }

 private:
  const std::string request_;
  bool is_answered_ = false;
};

void add_memory(std::string name, std::string target, const ServerProcess& server, Report& report) {
  std::this_thread::sleep_for(kSettlingTime);
  Row row;
  row.name = std::move(name);
  row.value = format_megabytes(server.resident_bytes());
  row.target = std::move(target);
  report.add(row);
}

void add_start_times(std::string name, std::vector<std::chrono::nanoseconds> times, Report& report) {
  std::sort(times.begin(), times.end());
  Row row;
  row.name = std::move(name);
  row.value = format_duration(times.front());
  row.target = "<50 ms";
  row.p50 = format_duration((times[(kStarts - 1) / 2] + times[kStarts / 2]) / 2);
  report.add(row);
  report.add_note("start: measured is the best of ten runs, p50 their median");
}

std::chrono::nanoseconds start_once(ServerStart start, const std::string& directory) {
  start.directory = directory;
  std::filesystem::create_directories(directory);
  return ServerProcess(start).time_to_first_answer();
}

}  // namespace

void measure_memory(const ServerProcess& server, Report& report) {
  add_memory("memory idle", "<15 MB", server, report);
  std::deque<AskHealthOnce> users;
  const auto outcome = std::make_unique<Outcome>();
  LoadLoop loop(server.endpoint());
  for (int i = 0; i < kOpenConnections; ++i) loop.add(users.emplace_back(server.endpoint()), *outcome);
  loop.run({.length = std::chrono::minutes(1)});
  add_memory("memory, 1,000 open", "-", server, report);
}

void measure_start(const ServerStart& start, Report& report) {
  const std::string directory = start.directory + "/start-";
  std::vector<std::chrono::nanoseconds> with_new;
  std::vector<std::chrono::nanoseconds> with_existing;
  for (int i = 0; i < kStarts; ++i) with_new.push_back(start_once(start, directory + std::to_string(i)));
  for (int i = 0; i < kStarts; ++i) with_existing.push_back(start_once(start, directory + "0"));
  add_start_times("start, new database", with_new, report);
  add_start_times("start, existing database", with_existing, report);
}

}  // namespace gotrue::bench
