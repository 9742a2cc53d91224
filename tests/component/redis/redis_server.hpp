// A redis-server of Debian's package on loopback for the tests of one program. Needs the package redis-server.
#pragma once
#include <memory>
#include <string>

#include "adapter/redis/redis_connection.hpp"

namespace gotrue {

// Started by the constructor, which returns once it takes connections and throws when it does not; killed by stop() or the
// destructor. It keeps nothing on disk.
class RedisServer {
 public:
  RedisServer();
  ~RedisServer();
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  const RedisAddress& address() const { return address_; }
  void stop();

 private:
  RedisAddress address_;
  std::string folder_;
  int process_ = -1;
};

}  // namespace gotrue
