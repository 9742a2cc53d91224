// How many workers are busy for each owner: none gets more than its share, so that one whose server answers slowly does not
// hold up what others have to send. Used by the couriers of mails and webhooks, and for requests
// that wait for providers or hooks.
#pragma once
#include <cstddef>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/uuid.hpp"

namespace gotrue {

// Thread-safe.
class FairShares {
 public:
  // One worker of an owner's share; gives it back at the end of its life.
  class Held {
   public:
    Held(FairShares& shares, const Uuid& owner) : shares_(&shares), owner_(owner) {}
    Held(Held&& other) noexcept : shares_(std::exchange(other.shares_, nullptr)), owner_(other.owner_) {}
    Held& operator=(Held&&) = delete;
    ~Held() {
      if (shares_) shares_->give_back(owner_);
    }

   private:
    FairShares* shares_;
    const Uuid owner_;
  };

  // `share` workers for each at the most.
  explicit FairShares(std::size_t share) : share_(share) {}

  // Nothing when the owner has its share already.
  std::optional<Held> take(const Uuid& owner);
  // Those that have all of their share: no more than there are shares among the workers.
  std::vector<Uuid> exhausted() const;

 private:
  void give_back(const Uuid& owner);

  const std::size_t share_;
  mutable std::mutex mutex_;
  std::unordered_map<Uuid, std::size_t> busy_;  // of those that have any
};

}  // namespace gotrue
