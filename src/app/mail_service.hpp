// Everything that sends mail, or nothing of it when there is neither an SMTP host nor --mail-to-log. In
// multi-instance mode instances have SMTP hosts of their own.
#pragma once
#include <memory>

#include "app/cli/actions.hpp"
#include "app/config/configuration.hpp"
#include "core/model/instance.hpp"
#include "core/port/instance_directory.hpp"
#include "core/port/logger.hpp"
#include "core/port/services.hpp"

namespace gotrue {

class MailService {
 public:
  // Starts sending what an earlier run left. What it is given outlives it; `instance` is that of the process.
  MailService(const Configuration& configuration, const ServeFlags& flags, const Services& services,
              const Instance& instance, InstanceDirectory& instances, Logger& logger);
  ~MailService();

  bool is_enabled() const { return parts_ != nullptr; }
  // A mail was written. For any thread; only when enabled.
  void wake();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace gotrue
