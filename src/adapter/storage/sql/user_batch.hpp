// Look-ups of many users by their ids as one statement.
#pragma once
#include <optional>
#include <span>

#include "adapter/storage/sql/flavour.hpp"
#include "adapter/storage/sql/gathering.hpp"
#include "adapter/storage/sql/sized_query.hpp"
#include "core/model/user.hpp"

namespace gotrue::sql {

struct UserLookUp : Gathered {
  UserLookUp(const Deadline& by, const Uuid& of_instance, const Uuid& of_user)
      : Gathered(by), instance_id(of_instance), id(of_user) {}

  const Uuid& instance_id;
  const Uuid& id;
  std::optional<User> found;
  // It must be asked for again: no answer came.
  bool has_failed = true;
};

// Not thread-safe.
class UserBatch {
 public:
  UserBatch(Connection& connection, const Flavour& flavour);
  // Gives each its own user, whatever stands beside it: none when the id is of another instance.
  void find(const Gathering::Batch& look_ups);

 private:
  const bool is_shared_;
  SizedQuery find_;
};

}  // namespace gotrue::sql
