#include "server_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <vector>

#include "core_time.hpp"

namespace gotrue::bench {
namespace {

constexpr std::chrono::seconds kLongestStart{10};
constexpr std::chrono::seconds kLongestEnd{10};
constexpr std::chrono::microseconds kRetryInterval{100};

// scripts/bench --db names a server; else the embedded database in the directory of the run.
std::string database_url() {
  const char* url = std::getenv("GOTRUE_BENCH_DATABASE_URL");
  return url && *url ? url : "sqlite3://bench.db";
}

std::vector<std::string> make_environment(const ServerStart& start, int port) {
  std::vector<std::string> environment{"GOTRUE_API_HOST=127.0.0.1",
          "GOTRUE_API_PORT=" + std::to_string(port),
          "GOTRUE_JWT_SECRET=a secret of the load generator only",
          "GOTRUE_OPERATOR_TOKEN=an operator token of the load generator only",
          "GOTRUE_SITE_URL=http://localhost:3000",
          "GOTRUE_DB_DATABASE_URL=" + database_url(),
          "GOTRUE_DB_AUTOMIGRATE=true",
          "GOTRUE_MAILER_AUTOCONFIRM=true",
          "GOTRUE_RATE_LIMITS=off",
          "GOTRUE_LOG_LEVEL=" + std::string(start.log_level)};
  if (start.provider_url.empty()) return environment;
  for (const char* setting :
       {"ENABLED=true", "CLIENT_ID=bench", "SECRET=of the bench", "REDIRECT_URI=http://localhost/callback"}) {
    environment.push_back(std::string("GOTRUE_EXTERNAL_GITHUB_") + setting);
  }
  environment.push_back("GOTRUE_EXTERNAL_GITHUB_URL=" + start.provider_url);
  return environment;
}

// In the child, between fork and exec. The server ends with the generator, however that ends.
[[noreturn]] void become_server(const ServerStart& start, const std::vector<char*>& environment) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  pin_to_core(start.core);
  const int log = open((start.directory + "/server.log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (log < 0 || chdir(start.directory.c_str()) != 0) _exit(127);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  const std::array<char*, 3> arguments{const_cast<char*>(start.program.c_str()), const_cast<char*>("serve"), nullptr};
  execve(start.program.c_str(), arguments.data(), environment.data());
  _exit(127);
}

// Whether /health answers 200; false as long as nobody listens.
bool answers(const Endpoint& endpoint) {
  try {
    const http::UniqueFd socket = endpoint.connect();
    const std::string request = endpoint.get("/health");
    if (send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL) < 0) return false;
    pollfd readable{socket.get(), POLLIN, 0};
    std::array<char, 1024> bytes{};
    const bool has_answer = poll(&readable, 1, static_cast<int>(kLongestStart.count()) * 1000) == 1;
    const auto count = has_answer ? recv(socket.get(), bytes.data(), bytes.size(), 0) : 0;
    return count > 0 && std::string_view(bytes.data(), static_cast<std::size_t>(count)).starts_with("HTTP/1.1 200 ");
  } catch (const std::system_error&) {
    return false;
  }
}

}  // namespace

ServerProcess::ServerProcess(const ServerStart& start)
    : port_(find_free_port()), endpoint_("http://127.0.0.1:" + std::to_string(port_)) {
  std::vector<std::string> settings = make_environment(start, port_);
  std::vector<char*> environment;
  for (std::string& setting : settings) environment.push_back(setting.data());
  environment.push_back(nullptr);
  started_ = std::chrono::steady_clock::now();
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ == 0) become_server(start, environment);
  wait_for_first_answer();
}

void ServerProcess::wait_for_first_answer() {
  while (!answers(endpoint_)) {
    const bool has_ended = waitpid(pid_, nullptr, WNOHANG) == pid_;
    if (has_ended) pid_ = -1;
    if (has_ended || std::chrono::steady_clock::now() - started_ > kLongestStart) {
      throw std::runtime_error("the server did not start; server.log says why");
    }
    std::this_thread::sleep_for(kRetryInterval);
  }
  time_to_first_answer_ = std::chrono::steady_clock::now() - started_;
}

ServerProcess::~ServerProcess() {
  if (pid_ < 0) return;
  kill(pid_, SIGTERM);
  const auto deadline = std::chrono::steady_clock::now() + kLongestEnd;
  while (waitpid(pid_, nullptr, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > deadline) kill(pid_, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

std::chrono::nanoseconds ServerProcess::cpu_time() const {
  clockid_t clock{};
  timespec time{};
  if (clock_getcpuclockid(pid_, &clock) != 0 || clock_gettime(clock, &time) != 0) return {};
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::size_t ServerProcess::resident_bytes() const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  file >> total >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace gotrue::bench
