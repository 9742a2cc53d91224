#include "app/core_services.hpp"

#include <cstring>

#include "adapter/crypto/interleaved_bcrypt_kernel.hpp"
#include "adapter/limits/failure_guard.hpp"

namespace gotrue {
namespace {

std::uint64_t random_seed(Random& random) {
  unsigned char bytes[8];
  random.fill(bytes);
  std::uint64_t seed;
  std::memcpy(&seed, bytes, sizeof seed);
  return seed;
}

HashingOptions make_hashing_options(const SecurityConfiguration& security) {
  HashingOptions options;
  options.cost = security.bcrypt_cost;
  options.threads = static_cast<std::size_t>(security.hashing_threads);
  options.queue_limit = static_cast<std::size_t>(security.hashing_queue);
  return options;
}

std::unique_ptr<AccountGuard> make_account_guard(bool is_enabled, const Clock& clock, std::uint64_t seed) {
  if (!is_enabled) return std::make_unique<OpenGuard>();
  return std::make_unique<FailureGuard>(clock, FailureGuardOptions{}, seed);
}

}  // namespace

CoreServices::CoreServices(const Configuration& configuration, StorageUse use)
    : seed(random_seed(random)),
      database(open_storage(configuration, use, clock)),
      hasher(make_hashing_options(configuration.security), std::make_unique<InterleavedBcryptKernel>(), random),
      sealer(random),
      account_guard(make_account_guard(configuration.rate_limits.enabled, clock, seed)),
      recovery_memory(seed),
      http_client(AddressPolicy(configuration.security.outbound_allowed_networks)),
      webhook(http_client, clock) {}

Services CoreServices::services() {
  return {clock, random, *database.storage, hasher, signer, sealer, *account_guard, recovery_memory, webhook};
}

}  // namespace gotrue
