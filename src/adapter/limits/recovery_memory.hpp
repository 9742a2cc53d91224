// MailFrequencyMemory in a fixed table: when it is full, the oldest moment of a row makes room.
#pragma once
#include <array>
#include <cstdint>
#include <mutex>
#include <vector>

#include "core/port/mail_frequency_memory.hpp"

namespace gotrue {

class RecoveryMemory final : public MailFrequencyMemory {
 public:
  explicit RecoveryMemory(std::uint64_t seed, std::size_t capacity = 32'768);
  std::optional<Time> find_last(const Uuid& instance_id, std::string_view normal_email) const override;
  bool try_set(const Uuid& instance_id, std::string_view normal_email, Time now, Time not_after) override;

 private:
  static constexpr std::size_t kWays = 8;
  struct Entry {
    std::uint64_t key = 0;
    Time last{};
  };
  using Row = std::array<Entry, kWays>;
  std::uint64_t hash(const Uuid& instance_id, std::string_view normal_email) const;

  const std::uint64_t seed_;
  mutable std::mutex mutex_;
  std::vector<Row> rows_;
};

}  // namespace gotrue
