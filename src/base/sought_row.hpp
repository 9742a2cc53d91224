// The row that a request will ask its storage for first, told before it runs, so that a storage behind a network can fetch the
// rows of many requests at once (docs/adr/0008-batches-on-database-servers.md). It is a hint: the request asks for its row
// all the same, and refuses what it must refuse.
#pragma once
#include <string>
#include <variant>

#include "base/uuid.hpp"

namespace gotrue {

// A user by id.
struct SoughtUser {
  Uuid instance_id;
  Uuid id;
};

// A refresh token with its user.
struct SoughtRefreshToken {
  Uuid instance_id;
  std::string token;
};

// std::monostate: none.
using SoughtRow = std::variant<std::monostate, SoughtUser, SoughtRefreshToken>;

}  // namespace gotrue
