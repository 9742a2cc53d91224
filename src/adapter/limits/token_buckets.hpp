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

 private:
  static constexpr std::size_t kWays = 8;
  struct Bucket {
    std::uint64_t key = 0;
    Moment full_at{};  // when it would be full again; in the past: full
  };
  using Row = std::array<Bucket, kWays>;

  std::uint64_t hash(std::string_view key) const;
  Row& row_of(std::uint64_t hash) { return rows_[hash & mask_]; }
  std::mutex& mutex_of(std::uint64_t hash) { return mutexes_[hash % mutexes_.size()]; }
  Bucket& find_or_make(Row& row, std::uint64_t hash);

  const std::chrono::nanoseconds unit_;   // the time that one unit takes to come back
  const std::chrono::nanoseconds burst_;  // the time that all units take
  const std::uint64_t seed_;
  std::uint64_t mask_ = 0;
  std::vector<Row> rows_;
  std::array<std::mutex, 16> mutexes_;
};

}  // namespace gotrue
