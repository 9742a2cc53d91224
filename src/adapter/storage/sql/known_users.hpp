// The users that were fetched for the jobs which run on this thread now.
#pragma once
#include <span>

#include "adapter/storage/sql/thread_current.hpp"
#include "adapter/storage/sql/user_batch.hpp"

namespace gotrue::sql {

class KnownUsers : ThreadCurrent<KnownUsers> {
 public:
  explicit KnownUsers(std::span<const UserLookUp> look_ups) : look_ups_(look_ups) {}

  // nullptr: nobody has asked for this one.
  static const UserLookUp* find(const Uuid& instance_id, const Uuid& id) {
    if (!current()) return nullptr;
    for (const UserLookUp& one : current()->look_ups_) {
      if (one.sought.id == id && one.sought.instance_id == instance_id) return &one;
    }
    return nullptr;
  }

 private:
  friend class ThreadCurrent<KnownUsers>;
  const std::span<const UserLookUp> look_ups_;
};

}  // namespace gotrue::sql
