// Removes what nobody needs any more, a little at a time, so that tables do not grow for ever.
#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/uuid.hpp"
#include "core/model/instance.hpp"
#include "core/port/logger.hpp"
#include "core/port/services.hpp"

namespace gotrue {

class Janitor {
 public:
  Janitor(Services services, const InstanceSettings& settings, Logger& logger);
  ~Janitor();

 private:
  void run();
  // Returns whether there may be more.
  bool sweep();

  Services services_;
  const InstanceSettings& settings_;
  Logger& logger_;
  Uuid session_reached_;
  std::mutex mutex_;
  std::condition_variable stopping_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace gotrue
