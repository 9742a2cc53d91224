#include "adapter/limits/token_buckets.hpp"

#include <algorithm>
#include <bit>

namespace gotrue {

TokenBuckets::TokenBuckets(Rate rate, std::size_t capacity, std::uint64_t seed)
    : unit_(std::chrono::nanoseconds(rate.period) / std::max<std::int64_t>(rate.count, 1)),
      burst_(unit_ * std::max<std::int64_t>(rate.count, 1)),
      seed_(seed) {
  const std::size_t rows = std::bit_ceil(std::max<std::size_t>(capacity / kWays, 1));
  rows_.resize(rows);
  mask_ = rows - 1;
}

// Mixes 8 bytes at a time with a secret seed, so that nobody can choose keys that meet in one row.
std::uint64_t TokenBuckets::hash(std::string_view key) const {
  std::uint64_t value = seed_ ^ (key.size() * 0x9e3779b97f4a7c15ull);
  for (const char c : key) {
    value ^= static_cast<unsigned char>(c);
    value *= 0x9fb21c651e98df25ull;
    value ^= value >> 29;
  }
  value *= 0xc2b2ae3d27d4eb4full;
  value ^= value >> 32;
  return value | 1;  // never the key of an empty bucket
}

TokenBuckets::Bucket& TokenBuckets::find_or_make(Row& row, std::uint64_t key) {
  Bucket* oldest = &row[0];
  for (Bucket& bucket : row) {
    if (bucket.key == key) return bucket;
    if (bucket.full_at < oldest->full_at) oldest = &bucket;
  }
  *oldest = Bucket{key, Moment{}};
  return *oldest;
}

std::optional<std::chrono::seconds> TokenBuckets::take(std::string_view text, Moment now) {
  const std::uint64_t key = hash(text);
  const std::uint64_t place = key >> 1;
  const std::lock_guard lock(mutex_of(place & mask_));
  Bucket& bucket = find_or_make(row_of(place), key);
  const Moment full_at = std::max(bucket.full_at, now) + unit_;
  const auto over = (full_at - now) - burst_;
  if (over > std::chrono::nanoseconds::zero()) return std::chrono::ceil<std::chrono::seconds>(over);
  bucket.full_at = full_at;
  return std::nullopt;
}

void TokenBuckets::give_back(std::string_view text, Moment now) {
  const std::uint64_t key = hash(text);
  const std::uint64_t place = key >> 1;
  const std::lock_guard lock(mutex_of(place & mask_));
  Bucket& bucket = find_or_make(row_of(place), key);
  bucket.full_at = std::max(bucket.full_at - unit_, now - burst_);
}

}  // namespace gotrue
