// A server under measurement as a child of this process: started in a directory of its own, pinned to one core, and
// ended with this object. It gets its configuration from here and nothing from our environment.
#pragma once
#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "endpoint.hpp"

namespace gotrue::bench {

struct ServerStart {
  std::string program;
  std::string directory;  // absolute or below ours; the database and the log in it may exist
  std::string_view log_level = "warn";
  std::optional<int> core;
  std::string provider_url = {};  // of a stand-in for github; empty: none
};

class ServerProcess {
 public:
  // Returns when /health answers 200. Throws std::runtime_error when it does not within ten seconds.
  explicit ServerProcess(const ServerStart& start);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  const Endpoint& endpoint() const { return endpoint_; }
  std::chrono::nanoseconds time_to_first_answer() const { return time_to_first_answer_; }
  std::chrono::nanoseconds cpu_time() const;
  std::size_t resident_bytes() const;

 private:
  void wait_for_first_answer();

  const int port_;
  const Endpoint endpoint_;
  pid_t pid_ = -1;
  std::chrono::steady_clock::time_point started_;
  std::chrono::nanoseconds time_to_first_answer_{0};
};

}  // namespace gotrue::bench
