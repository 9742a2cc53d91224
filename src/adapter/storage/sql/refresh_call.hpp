// A refresh that is done together with others.
#pragma once
#include <optional>

#include "base/sha256.hpp"
#include "base/sought_row.hpp"
#include "core/port/storage.hpp"

namespace gotrue::sql {

struct RefreshCall {
  explicit RefreshCall(SoughtRefreshToken what) : sought(std::move(what)), digest(sha256(sought.token)) {}

  enum class Outcome {
    NotRun,
    Refused,  // ran without asking for the token
    Done,     // ran, and what it wrote belongs to the transaction of the batch
    FellOut,  // wants more than a plain swap, or its token is not there to be had: to be run by itself
  };

  SoughtRefreshToken sought;
  Sha256Digest digest;
  std::optional<OwnedRefreshToken> found = std::nullopt;  // locked for the batch
  Outcome outcome = Outcome::NotRun;
};

}  // namespace gotrue::sql
