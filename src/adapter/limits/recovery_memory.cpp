#include "adapter/limits/recovery_memory.hpp"

#include <algorithm>
#include <bit>

namespace gotrue {

RecoveryMemory::RecoveryMemory(std::uint64_t seed, std::size_t capacity)
    : seed_(seed), rows_(std::bit_ceil(std::max<std::size_t>(capacity / kWays, 1))) {}

std::uint64_t RecoveryMemory::hash(const Uuid& instance_id, std::string_view normal_email) const {
  std::uint64_t value = seed_;
  const auto mix = [&](unsigned char byte) {
    value ^= byte;
    value *= 0x9fb21c651e98df25ull;
    value ^= value >> 29;
  };
  for (const unsigned char byte : instance_id.bytes) mix(byte);
  for (const char c : normal_email) mix(static_cast<unsigned char>(c));
  return value | 1;
}

std::optional<Time> RecoveryMemory::find_last(const Uuid& instance_id, std::string_view normal_email) const {
  const std::uint64_t key = hash(instance_id, normal_email);
  const std::lock_guard lock(mutex_);
  for (const Entry& entry : rows_[(key >> 1) & (rows_.size() - 1)]) {
    if (entry.key == key) return entry.last;
  }
  return std::nullopt;
}

bool RecoveryMemory::try_set(const Uuid& instance_id, std::string_view normal_email, Time now, Time not_after) {
  const std::uint64_t key = hash(instance_id, normal_email);
  const std::lock_guard lock(mutex_);
  Row& row = rows_[(key >> 1) & (rows_.size() - 1)];
  Entry* place = &row[0];
  for (Entry& entry : row) {
    if (entry.key == key) {
      if (entry.last >= not_after) return false;
      entry.last = now;
      return true;
    }
    if (entry.last < place->last) place = &entry;
  }
  *place = {key, now};
  return true;
}

}  // namespace gotrue
