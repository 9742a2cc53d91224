// A provider on loopback for the measured server: github's paths, answered at once by a thread of its own, so that
// what a callback takes is the server's own time and three exchanges over loopback. An authorization code is a number,
// which names an account with a verified address.
#pragma once
#include <atomic>
#include <map>
#include <string>
#include <thread>

#include "core_time.hpp"
#include "http/unique_fd.hpp"

namespace gotrue::bench {

class StandInProvider {
 public:
  // Its thread runs on `core`. Throws std::runtime_error when it cannot listen.
  explicit StandInProvider(std::optional<int> core);
  ~StandInProvider();
  StandInProvider(const StandInProvider&) = delete;
  StandInProvider& operator=(const StandInProvider&) = delete;

  const std::string& url() const { return url_; }

 private:
  struct Connection {
    http::UniqueFd socket;
    std::string received = {};
  };
  void serve();
  void accept_connection();
  void read_requests(int fd);
  void watch(int fd) const;

  http::UniqueFd listener_;
  http::UniqueFd epoll_;
  std::string url_;
  std::map<int, Connection> connections_;
  std::atomic<bool> ends_ = false;
  std::thread thread_;
};

}  // namespace gotrue::bench
