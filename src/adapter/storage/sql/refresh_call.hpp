// A refresh that waits to be done together with others.
#pragma once
#include <exception>
#include <functional>
#include <optional>

#include "adapter/storage/sql/gathering.hpp"
#include "base/sha256.hpp"
#include "core/port/storage.hpp"

namespace gotrue::sql {

struct RefreshCall : Gathered {
  RefreshCall(const Deadline& by, const PresentedToken& what, const std::function<bool(Repositories&)>& how)
      : Gathered(by), presented(what), body(how), digest(sha256(what.token)) {}

  enum class Outcome {
    FellOut,  // nothing of it happened: to be run by itself
    Done,     // its body has run, and what it wrote is committed
    Unknown,  // it may have been committed
  };

  const PresentedToken& presented;
  const std::function<bool(Repositories&)>& body;
  const Sha256Digest digest;
  std::optional<OwnedRefreshToken> found;  // locked for the batch
  Outcome outcome = Outcome::FellOut;
  std::exception_ptr error;  // of the body
};

}  // namespace gotrue::sql
