#include "redis_server.hpp"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

namespace gotrue {
namespace {

using namespace std::chrono_literals;

int free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof name;
  bind(fd, reinterpret_cast<sockaddr*>(&name), size);
  getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size);
  close(fd);
  return ntohs(name.sin_port);
}

int spawn(const std::string& folder, const std::string& port) {
  const int process = fork();
  if (process != 0) return process;
  execlp("redis-server", "redis-server", "--bind", "127.0.0.1", "--port", port.c_str(), "--save", "", "--appendonly", "no",
         "--dir", folder.c_str(), "--logfile", "log", nullptr);
  _exit(127);
}

}  // namespace

RedisServer::RedisServer() {
  folder_ = (std::filesystem::temp_directory_path() / "gotrue_redis_XXXXXX").string();
  if (mkdtemp(folder_.data()) == nullptr) throw std::runtime_error("no folder for redis-server");
  address_.host = "127.0.0.1";
  address_.port = free_port();
  process_ = spawn(folder_, std::to_string(address_.port));
  for (;;) {
    try {
      RedisConnection(address_, 1s).call({"PING"});
      return;
    } catch (const RedisError&) {
      if (waitpid(process_, nullptr, WNOHANG) != 0) throw std::runtime_error("redis-server does not start");
      std::this_thread::sleep_for(10ms);
    }
  }
}

void RedisServer::stop() {
  if (process_ < 0) return;
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

RedisServer::~RedisServer() {
  stop();
  std::filesystem::remove_all(folder_);
}

}  // namespace gotrue
