// Look-ups of many users by their ids as one statement.
#pragma once
#include <optional>
#include <span>

#include "adapter/storage/sql/flavour.hpp"
#include "adapter/storage/sql/sized_query.hpp"
#include "base/sought_row.hpp"
#include "core/model/user.hpp"

namespace gotrue::sql {

struct UserLookUp {
  SoughtUser sought;
  std::optional<User> found = std::nullopt;
};

// Not thread-safe.
class UserBatch {
 public:
  UserBatch(Connection& connection, const Flavour& flavour);
  // Gives each its own user, whatever stands beside it: none when the id is of another instance.
  void find(std::span<UserLookUp> look_ups);

 private:
  const bool is_shared_;
  SizedQuery find_;
};

}  // namespace gotrue::sql
