#include "app/config/key_groups.hpp"

namespace gotrue {

const std::vector<KeyGroup>& configuration_keys() {
  static const std::vector<KeyGroup> groups = {service_keys(), api_keys(),        database_keys(), token_keys(),
                                               mail_keys(),    security_keys(),   rate_limit_keys(),
                                               provider_keys(), webhook_keys(),   log_keys(),      tracing_keys()};
  return groups;
}

}  // namespace gotrue
