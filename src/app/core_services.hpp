// The ports of the core with their real adapters, wired once.
#pragma once
#include <memory>

#include "adapter/crypto/aes_sealer.hpp"
#include "adapter/crypto/hashing_engine.hpp"
#include "adapter/crypto/jwt_signer.hpp"
#include "adapter/limits/recovery_memory.hpp"
#include "adapter/net/curl_http_client.hpp"
#include "adapter/provider/provider_registry.hpp"
#include "adapter/system/kernel_random.hpp"
#include "adapter/system/system_clock.hpp"
#include "adapter/webhook/http_webhook.hpp"
#include "app/open_storage.hpp"
#include "core/policy/oauth_state.hpp"
#include "core/port/services.hpp"

namespace gotrue {

// What all nodes of a deployment know and nobody else.
const SecretString& shared_secret(const Configuration& configuration);

// Owns what `services` refers to; does not move.
class CoreServices {
 public:
  // Opens the database: throws StorageError.
  CoreServices(const Configuration& configuration, StorageUse use);
  CoreServices(const CoreServices&) = delete;
  CoreServices& operator=(const CoreServices&) = delete;

  Services services();

  SystemClock clock;
  KernelRandom random;
  // What makes table positions unforeseeable from outside.
  const std::uint64_t seed;
  OpenedDatabase database;
  HashingEngine hasher;
  JwtSigner signer;
  AesSealer sealer;
  std::unique_ptr<AccountGuard> account_guard;
  RecoveryMemory recovery_memory;
  // For whatever an instance's configuration names: under the address policy.
  CurlHttpClient http_client;
  HttpWebhook webhook;
  // For the providers that the process environment names: they may lie anywhere.
  CurlHttpClient unrestricted_http_client;
  ProviderRegistry providers;
};

}  // namespace gotrue
