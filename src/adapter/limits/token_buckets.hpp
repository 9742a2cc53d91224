// Token buckets in bounded memory: a fixed table, so that an attack from a million addresses does not grow it.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace gotrue {

// `count` units at once, refilled evenly over `period`.
struct Rate {
  std::int64_t count = 0;
  std::chrono::microseconds period{0};
};

// Units that were taken from the bucket of a key; negative: more were given back.
struct TakenUnits {
  std::uint64_t key = 0;
  std::int64_t count = 0;
};

// Thread-safe. Keys are compared by a keyed 64-bit hash. When a row of the table is full, the bucket that is nearest
// to full (whose owner did the least) makes room.
class TokenBuckets {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // `capacity` is the number of buckets, rounded up to a power of two.
  TokenBuckets(Rate rate, std::size_t capacity, std::uint64_t seed);

  // Takes one unit; nullopt when there was one, else how long until the next.
  std::optional<std::chrono::seconds> take(std::string_view key, Moment now);
  // Gives one unit back.
  void give_back(std::string_view key, Moment now);
  // How many buckets are in use; never more than the capacity, whatever is asked of them.
  std::size_t count() const;

  // For nodes that share their limits: from now on remembers, for take_changes(), what is taken. Before the first take.
  void remember_taken() { remembers_taken_ = true; }
  // What was taken here since the last call, `most` buckets at most. A bucket that had to make room is left out.
  std::vector<TakenUnits> take_changes(std::size_t most);
  // All nodes together left the bucket so that it is full in `until_full`.
  void learn(std::uint64_t key, std::chrono::microseconds until_full, Moment now);
  std::chrono::nanoseconds unit() const { return unit_; }
  std::chrono::nanoseconds burst() const { return burst_; }

 private:
  static constexpr std::size_t kWays = 8;
  struct Bucket {
    std::uint64_t key = 0;
    Moment full_at{};  // when it would be full again; in the past: full
    std::int32_t taken = 0;  // since the last take_changes()
    bool is_listed = false;  // among the changed ones
  };
  static constexpr std::size_t kStripes = 16;
  using Row = std::array<Bucket, kWays>;

  std::uint64_t hash(std::string_view key) const;
  Row& row_of(std::uint64_t hash) { return rows_[hash & mask_]; }
  std::mutex& mutex_of(std::uint64_t hash) { return mutexes_[hash % kStripes]; }
  Bucket& find_or_make(Row& row, std::uint64_t hash);
  Bucket* find(Row& row, std::uint64_t hash);
  void note(Bucket& bucket, std::int32_t units);
  void take_changes_of(std::size_t stripe, std::size_t most, std::vector<TakenUnits>& changes);

  const std::chrono::nanoseconds unit_;   // the time that one unit takes to come back
  const std::chrono::nanoseconds burst_;  // the time that all units take
  const std::uint64_t seed_;
  std::uint64_t mask_ = 0;
  std::vector<Row> rows_;
  mutable std::array<std::mutex, kStripes> mutexes_;
  bool remembers_taken_ = false;
  std::array<std::vector<std::uint64_t>, kStripes> changed_;  // keys; bounded by the buckets of their stripe
};

}  // namespace gotrue
