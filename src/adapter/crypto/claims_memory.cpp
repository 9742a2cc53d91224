#include "adapter/crypto/claims_memory.hpp"

namespace gotrue {
namespace {

constexpr std::size_t kMaxTextBytes = 255;

}  // namespace

std::optional<ReadClaims> ClaimsMemory::find(const Sha256Digest& mac) {
  Shard& shard = shards_[mac[0] % shards_.size()];
  const std::lock_guard lock(shard.mutex);
  if (!shard.entries) return std::nullopt;
  const auto& entry = (*shard.entries)[mac[1] % shard.entries->size()];
  if (!entry || entry->mac != mac) return std::nullopt;
  return entry->claims;
}

void ClaimsMemory::keep(const Sha256Digest& mac, const ReadClaims& claims) {
  if (claims.token.subject.size() > kMaxTextBytes || claims.token.audience.size() > kMaxTextBytes) return;
  Shard& shard = shards_[mac[0] % shards_.size()];
  const std::lock_guard lock(shard.mutex);
  if (!shard.entries) shard.entries = std::make_unique<std::array<std::optional<Entry>, 64>>();
  (*shard.entries)[mac[1] % shard.entries->size()] = Entry{mac, claims};
}

}  // namespace gotrue
