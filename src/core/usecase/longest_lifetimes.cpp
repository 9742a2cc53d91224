#include "core/usecase/longest_lifetimes.hpp"

#include <algorithm>

#include "core/policy/instance_defaults.hpp"

namespace gotrue {
namespace {

constexpr std::size_t kInstancesPerRead = 500;

void take_longer(Lifetimes& longest, const InstanceSettings& settings) {
  longest.refresh_token = std::max(longest.refresh_token, settings.jwt.refresh_token_lifetime);
  longest.mail_frequency = std::max(longest.mail_frequency, settings.smtp.max_frequency);
}

}  // namespace

Lifetimes longest_lifetimes(Storage& storage, const InstanceSettings& global) {
  Lifetimes longest{global.jwt.refresh_token_lifetime, global.smtp.max_frequency};
  Uuid after;
  while (true) {
    const auto some = storage.look_up(
        [&](Repositories& repositories) { return repositories.instances().list(after, kInstancesPerRead); });
    for (const InstanceRecord& record : some) {
      const auto config = InstanceConfig::from_stored_text(record.config);
      if (config) take_longer(longest, make_instance_settings(*config, global));
    }
    if (some.size() < kInstancesPerRead) return longest;
    after = some.back().id;
  }
}

}  // namespace gotrue
