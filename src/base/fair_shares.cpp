#include "base/fair_shares.hpp"

namespace gotrue {

std::optional<FairShares::Held> FairShares::take(const Uuid& owner) {
  const std::lock_guard lock(mutex_);
  std::size_t& busy = busy_[owner];
  if (busy >= share_) return std::nullopt;
  ++busy;
  return std::optional<Held>(std::in_place, *this, owner);
}

std::vector<Uuid> FairShares::exhausted() const {
  const std::lock_guard lock(mutex_);
  std::vector<Uuid> owners;
  for (const auto& [owner, busy] : busy_) {
    if (busy >= share_) owners.push_back(owner);
  }
  return owners;
}

void FairShares::give_back(const Uuid& owner) {
  const std::lock_guard lock(mutex_);
  if (--busy_.at(owner) == 0) busy_.erase(owner);
}

}  // namespace gotrue
