#include "app/core_services.hpp"

#include <cstring>

#include "adapter/crypto/interleaved_bcrypt_kernel.hpp"
#include "adapter/limits/failure_guard.hpp"
#include "base/sha256.hpp"

namespace gotrue {
namespace {

// Nodes that share limits must find the same places for the same keys.
std::uint64_t make_seed(const Configuration& configuration, Random& random) {
  unsigned char bytes[8];
  random.fill(bytes);
  if (!configuration.redis_url.empty()) {
    const std::string key = derive_key(shared_secret(configuration).reveal(), "gotrue shared limits");
    std::memcpy(bytes, key.data(), sizeof bytes);
  }
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

std::vector<IpNetwork> all_networks() { return {*IpNetwork::parse("0.0.0.0/0"), *IpNetwork::parse("::/0")}; }

std::unique_ptr<AccountGuard> make_account_guard(bool is_enabled, const Clock& clock, std::uint64_t seed) {
  if (!is_enabled) return std::make_unique<OpenGuard>();
  return std::make_unique<FailureGuard>(clock, FailureGuardOptions{}, seed);
}

}  // namespace

const SecretString& shared_secret(const Configuration& configuration) {
  return configuration.jwt.secret.empty() ? configuration.operator_token : configuration.jwt.secret;
}

CoreServices::CoreServices(const Configuration& configuration, StorageUse use)
    : seed(make_seed(configuration, random)),
      database(open_storage(configuration, use, clock)),
      hasher(make_hashing_options(configuration.security), std::make_unique<InterleavedBcryptKernel>(), random),
      sealer(random),
      account_guard(make_account_guard(configuration.rate_limits.enabled, clock, seed)),
      recovery_memory(seed),
      http_client(AddressPolicy(configuration.security.outbound_allowed_networks)),
      webhook(http_client, clock),
      unrestricted_http_client(AddressPolicy(all_networks())),
      providers(unrestricted_http_client, http_client, clock) {}

Services CoreServices::services() {
  return {clock, random, *database.storage, hasher, signer, sealer, *account_guard, recovery_memory, webhook};
}

}  // namespace gotrue
