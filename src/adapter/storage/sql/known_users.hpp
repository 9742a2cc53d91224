// The users that were fetched for the jobs which run on this thread now.
#pragma once
#include <span>

#include "adapter/storage/sql/user_batch.hpp"

namespace gotrue::sql {

// In force as long as it lives.
class KnownUsers {
 public:
  explicit KnownUsers(std::span<const UserLookUp> look_ups) : look_ups_(look_ups) { current() = this; }
  ~KnownUsers() { current() = nullptr; }
  KnownUsers(const KnownUsers&) = delete;
  KnownUsers& operator=(const KnownUsers&) = delete;

  // nullptr: nobody has asked for this one.
  static const UserLookUp* find(const Uuid& instance_id, const Uuid& id) {
    if (!current()) return nullptr;
    for (const UserLookUp& one : current()->look_ups_) {
      if (one.sought.id == id && one.sought.instance_id == instance_id) return &one;
    }
    return nullptr;
  }

 private:
  static const KnownUsers*& current() {
    static thread_local const KnownUsers* known = nullptr;
    return known;
  }

  const std::span<const UserLookUp> look_ups_;
};

}  // namespace gotrue::sql
