#include "adapter/limits/token_buckets.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace gotrue {
namespace {

// Keys of one stripe that wait for take_changes().
constexpr std::size_t kMostListed = 4'096;

}  // namespace

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
  *oldest = Bucket{key, Moment{}, 0, false};
  return *oldest;
}

TokenBuckets::Bucket* TokenBuckets::find(Row& row, std::uint64_t key) {
  const auto found = std::find_if(row.begin(), row.end(), [key](const Bucket& bucket) { return bucket.key == key; });
  return found == row.end() ? nullptr : &*found;
}

// Under the bucket's lock.
void TokenBuckets::note(Bucket& bucket, std::int32_t units) {
  if (!remembers_taken_) return;
  bucket.taken += units;
  auto& changed = changed_[(bucket.key >> 1 & mask_) % kStripes];
  if (bucket.is_listed || changed.size() >= kMostListed) return;
  bucket.is_listed = true;
  changed.push_back(bucket.key);
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
  note(bucket, 1);
  return std::nullopt;
}

void TokenBuckets::give_back(std::string_view text, Moment now) {
  const std::uint64_t key = hash(text);
  const std::uint64_t place = key >> 1;
  const std::lock_guard lock(mutex_of(place & mask_));
  Bucket& bucket = find_or_make(row_of(place), key);
  bucket.full_at = std::max(bucket.full_at - unit_, now - burst_);
  note(bucket, -1);
}

std::size_t TokenBuckets::count() const {
  std::size_t count = 0;
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    const std::lock_guard lock(mutexes_[row % kStripes]);
    count += static_cast<std::size_t>(
        std::count_if(rows_[row].begin(), rows_[row].end(), [](const Bucket& bucket) { return bucket.key != 0; }));
  }
  return count;
}

std::vector<TakenUnits> TokenBuckets::take_changes(std::size_t most) {
  std::vector<TakenUnits> changes;
  for (std::size_t stripe = 0; stripe < kStripes && changes.size() < most; ++stripe) {
    const std::lock_guard lock(mutexes_[stripe]);
    take_changes_of(stripe, most, changes);
  }
  return changes;
}

void TokenBuckets::take_changes_of(std::size_t stripe, std::size_t most, std::vector<TakenUnits>& changes) {
  auto& changed = changed_[stripe];
  while (!changed.empty() && changes.size() < most) {
    const std::uint64_t key = changed.back();
    changed.pop_back();
    Bucket* const bucket = find(row_of(key >> 1), key);
    if (bucket == nullptr) continue;
    bucket->is_listed = false;
    const std::int32_t taken = std::exchange(bucket->taken, 0);
    if (taken != 0) changes.push_back({key, taken});
  }
}

// What was taken meanwhile comes on top. Never less than this node knows itself: the store may have lost its memory.
void TokenBuckets::learn(std::uint64_t key, std::chrono::microseconds until_full, Moment now) {
  const std::uint64_t place = key >> 1;
  const std::lock_guard lock(mutex_of(place & mask_));
  Bucket* const bucket = find(row_of(place), key);
  if (bucket == nullptr) return;
  bucket->full_at = std::max(bucket->full_at, now + until_full + unit_ * bucket->taken);
}

}  // namespace gotrue
